import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deriveId } from './ids.ts';

/** UUIDv5 step by step, as RFC 9562 5.5 tells it. */
function stepByStep(parts: readonly string[]): string {
  const sum = createHash('sha1').update(Buffer.from('6f1c2a5e8d3b4f7a9c0e1b2d3f4a5c6d', 'hex'));
  for (const part of parts) sum.update(`${part.length}:`).update(part);
  const bytes = sum.digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

describe('derived ids', () => {
  it('are version 5 UUIDs of the parts, for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }), (parts) => {
        expect(deriveId(...parts)).toBe(stepByStep(parts));
      }),
    );
    expect(deriveId('\ud800', '\udc00')).toBe(stepByStep(['\ud800', '\udc00']));
  });

  it('never change from one version of Junctor to the next', () => {
    expect(deriveId('prometheus', 'feedc7e11dcab67e', '0/17', 'digest')).toBe('494e675e-97e1-541c-9fd9-037c6722d566');
  });

  it('differ when the parts are cut elsewhere', () => {
    expect(deriveId('ab', 'c')).not.toBe(deriveId('a', 'bc'));
  });
});
