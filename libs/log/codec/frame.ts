import { header } from '../headers.ts';
import type { Headers } from '../port.ts';

/** Bytes before the Avro body in a Confluent frame: magic 0 and a 4-byte schema id. */
export const FRAME_HEAD = 5;

/** Set by serializers that carry the schema's GUID in a header and leave the value without a frame. */
const GUID_HEADER = '__value_schema_id';

export type Frame = { readonly ok: true; readonly id: number } | { readonly ok: false; readonly message: string };

/**
 * What kind of frame a value has. Of Confluent's three (4-byte id; 16-byte GUID; GUID in a header) only the first is read here; the other
 * two are recognised, so that they are refused with their name and never misread.
 */
export function readFrame(value: Buffer, headers?: Headers): Frame {
  if (headers && header(headers, GUID_HEADER) !== undefined) {
    return { ok: false, message: `the schema is named by GUID in header ${GUID_HEADER}; only frames with a 4-byte schema id are read` };
  }
  if (value.length < FRAME_HEAD) return { ok: false, message: `${value.length} bytes are too few for a Confluent frame` };
  if (value[0] === 1)
    return { ok: false, message: 'the schema is named by a 16-byte GUID (magic byte 1); only frames with a 4-byte schema id are read' };
  if (value[0] !== 0) return { ok: false, message: `the value begins with byte ${value[0]}, a Confluent frame with 0` };
  return { ok: true, id: value.readUInt32BE(1) };
}

/** The schema id of a value, or null when it has none. */
export function frameId(value: Buffer | null): number | null {
  if (value === null) return null;
  const frame = readFrame(value);
  return frame.ok ? frame.id : null;
}
