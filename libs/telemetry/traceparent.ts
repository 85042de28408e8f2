import { randomFillSync } from 'node:crypto';

/** W3C Trace Context, version 00: `00-<32 hex trace id>-<16 hex span id>-<2 hex flags>`, with ids that are not zero. */
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** null for anything that is not a valid version-00 header with non-zero ids. */
export function parseTraceparent(text: string | null | undefined): TraceParent | null {
  const match = text ? pattern.exec(text) : null;
  if (!match) return null;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent(parent: TraceParent): string {
  return `00-${parent.traceId}-${parent.spanId}-${parent.sampled ? '01' : '00'}`;
}

const idBytes = 24;
/** Random bytes cost a system call each time they are asked for, so they are asked for by the hundred. */
const pool = Buffer.alloc(idBytes * 128);
let used = pool.length;

function freshIds(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idBytes;
  return pool.subarray(used - idBytes, used);
}

/** A new root, for a record whose sender gave no trace context. */
export function newTraceparent(sampleRatio: number): string {
  const bytes = freshIds();
  const traceId = bytes.toString('hex', 0, 16);
  // The trace id itself decides, as the specification's ratio sampler does, so that every hop would agree.
  const sampled = sampleRatio >= 1 || bytes.readUInt32BE(12) < sampleRatio * 0x1_0000_0000;
  return formatTraceparent({ traceId, spanId: bytes.toString('hex', 16, 24), sampled });
}
