import { createHash } from 'node:crypto';

/** Names that some file system treats as a device. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const MAX_STEM = 80;

/**
 * A file name for any key: letters, digits, `.`, `_`, `-` and nothing that leads out of the folder. A key that had to be
 * changed gets a hash of the whole key, so that no two keys share a file, on file systems that fold case too.
 */
export function fileNameOf(key: string): string {
  const stem = key
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, MAX_STEM);
  const plain = stem === key && !DEVICES.test(stem.split('.')[0] ?? '') && key.toUpperCase() === key && !key.endsWith('.') && key !== '';
  if (plain) return `${stem}.json`;
  return `${stem}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.json`;
}
