import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { longestBody, unpack } from './unpack.ts';

const plain = Buffer.from('{"a":1}');

describe('unpack', () => {
  it.each([
    ['no coding', {}, plain],
    ['identity', { 'content-encoding': 'identity' }, plain],
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync(plain)],
    ['gzip in capitals', { 'content-encoding': ' GZIP ' }, gzipSync(plain)],
    ['x-gzip', { 'content-encoding': 'x-gzip' }, gzipSync(plain)],
  ])('%s', async (_, headers, body) => expect(await unpack(headers, body)).toEqual({ kind: 'body', body: plain }));

  it.each([
    ['bytes that are no gzip', plain],
    ['gzip that ends too early', gzipSync(plain).subarray(0, 12)],
  ])('keeps %s as they came', async (_, body) =>
    expect(await unpack({ 'content-encoding': 'gzip' }, body)).toEqual({ kind: 'body', body }),
  );

  it('takes a body of exactly the longest length, and none longer', async () => {
    const packed = (length: number) => unpack({ 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(length)));
    expect(await packed(longestBody)).toMatchObject({ kind: 'body' });
    expect(await packed(longestBody + 1)).toMatchObject({ kind: 'refused', status: 413 });
  });

  it.each([['br'], ['gzip, gzip'], ['deflate']])('refuses %s', async (coding) => {
    expect(await unpack({ 'content-encoding': coding }, brotliCompressSync(plain))).toMatchObject({ kind: 'refused', status: 415 });
  });
});
