import { createHash } from 'node:crypto';

/**
 * Content hash of a workspace: the first 16 hex digits of SHA-256 over every path and text, in path order, each with
 * its length before it, so that moving text between files changes the hash.
 */
export function revisionOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) {
    const text = files[path] ?? '';
    hash.update(`${Buffer.byteLength(path)}:${path}${Buffer.byteLength(text)}:${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}
