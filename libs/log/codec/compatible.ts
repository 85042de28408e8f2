import type { AvroSchema } from './schema.ts';

/** Of questions to a registry with Confluent's API, and of its answers. */
export const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';

/** One question to a registry with Confluent's API. `timeoutMs`: longest wait for its answer. */
export interface CompatibilityQuestion {
  readonly registryUrl: string;
  readonly subject: string;
  readonly schema: AvroSchema;
  readonly timeoutMs: number;
}

/** Confluent and Apicurio compare with every version that the subject's level names; Redpanda and Karapace only with one that is named. */
const VERSIONS = ['versions', 'versions/latest'];

/**
 * Whether the subject's versions rule the schema out; null when the registry does not say. A registry says 409 to an incompatible schema, but
 * also to whoever comes second in making a subject, and only the first is final. Rejects when the registry cannot be reached.
 */
export async function isIncompatible({ registryUrl, subject, schema, timeoutMs }: CompatibilityQuestion): Promise<boolean | null> {
  const base = `${registryUrl.replace(/\/$/, '')}/compatibility/subjects/${encodeURIComponent(subject)}`;
  const body = JSON.stringify({ schema: JSON.stringify(schema), schemaType: 'AVRO' });
  const headers = { accept: CONTENT_TYPE, 'content-type': CONTENT_TYPE };
  for (const versions of VERSIONS) {
    const answer = await fetch(`${base}/${versions}`, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    const { is_compatible: compatible } = answer.ok ? ((await answer.json()) as { is_compatible?: unknown }) : {};
    if (typeof compatible === 'boolean') return !compatible;
  }
  return null;
}
