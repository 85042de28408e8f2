import type { AvroSchema } from './schema.ts';

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';

/** One question to a registry with Confluent's API. `timeoutMs`: longest wait for its answer. */
export interface CompatibilityQuestion {
  readonly registryUrl: string;
  readonly subject: string;
  readonly schema: AvroSchema;
  readonly timeoutMs: number;
}

/**
 * Whether the versions of the subject rule the schema out. A registry says 409 to an incompatible schema, but also to whoever comes second in
 * making a subject; only the first is final. False as well when it does not say.
 */
export async function isIncompatible({ registryUrl, subject, schema, timeoutMs }: CompatibilityQuestion): Promise<boolean> {
  const url = `${registryUrl.replace(/\/$/, '')}/compatibility/subjects/${encodeURIComponent(subject)}/versions`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { accept: CONTENT_TYPE, 'content-type': CONTENT_TYPE },
    body: JSON.stringify({ schema: JSON.stringify(schema), schemaType: 'AVRO' }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!answer.ok) return false;
  return ((await answer.json()) as { is_compatible?: boolean }).is_compatible === false;
}
