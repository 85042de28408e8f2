import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { RequestHeaders } from '#libs/connector-kit';

/** Longest body of a webhook, packed or not, bytes. */
export const longestBody = 5 * 1024 * 1024;

export type Unpacked =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'refused'; readonly status: 413 | 415; readonly reason: string };

const inflate = promisify(gunzip);

/**
 * The body as its sender wrote it. Of the content codings only gzip is undone, to at most `longestBody`; bytes that are not
 * what their header says stay as they are: they are authentic, and a person will want to see them.
 */
export async function unpack(headers: RequestHeaders, body: Buffer): Promise<Unpacked> {
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return { kind: 'body', body };
  if (coding !== 'gzip' && coding !== 'x-gzip')
    return { kind: 'refused', status: 415, reason: `content-encoding ${coding.slice(0, 40)} is not taken: send the body plain or as gzip` };
  try {
    return { kind: 'body', body: await inflate(body, { maxOutputLength: longestBody }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return { kind: 'body', body };
    return { kind: 'refused', status: 413, reason: `the body is longer than ${longestBody} bytes once unpacked` };
  }
}
