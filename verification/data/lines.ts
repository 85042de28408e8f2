import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes of a file, unpacked when its name ends in .gz. Errors of either stream reach the reader. */
export function openFile(path: string): Readable {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file;
  const unpacked = createGunzip();
  // pipeline destroys `unpacked` with the error of either stream, and that is what its reader is told.
  pipeline(file, unpacked, () => undefined);
  return unpacked;
}
