import { modelOf, topics } from '#libs/line';
import type { Codec, Hop } from '#libs/log';
import { writeTrail } from '#libs/log';
import { models, type Raw } from '#libs/model';
import type { ReviewForm, ReviewPayload } from '#libs/state';

/** A raw event as people see it: everything the source sent, the body as text where it is text. */
export type RawContent = Omit<Raw, 'body'> & { readonly body: string | { readonly base64: string } };

export const formOf = (topic: string): ReviewForm =>
  topic === topics.raw ? 'raw' : modelOf(topic, models) === null ? 'bytes' : 'canonical';

/** What is kept of a parked message besides why it was parked. Its schema is fetched already (`codec.prepare`). */
export function payloadOf(topic: string, value: Buffer | null, trail: readonly Hop[], codec: Pick<Codec, 'decode'> | null): ReviewPayload {
  const form = formOf(topic);
  const decoded = codec === null || form === 'bytes' ? null : codec.decode(topic, value);
  const content = decoded?.ok ? JSON.stringify(form === 'raw' ? rawContent(decoded.value as Raw) : decoded.value) : null;
  return { value, trail: writeTrail(trail), form: content === null && form !== 'raw' ? 'bytes' : form, content };
}

function rawContent(raw: Raw): RawContent {
  return { ...raw, body: textOf(raw.body) ?? { base64: raw.body.toString('base64') } };
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The raw event behind its content. */
export function rawOf(content: RawContent): Raw {
  const { body } = content;
  return { ...content, body: typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64') };
}
