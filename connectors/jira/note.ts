/** Resolution notes as an internal comment, added once: each carries a property that says which delivery it is of. */
import { createHash } from 'node:crypto';
import type { Call } from '#libs/connector-kit';
import { toAdf } from './adf.ts';
import { type JiraClient, recordOf } from './client.ts';

const PROPERTY = 'junctor';
/** Newest comments looked at for our mark. */
const LOOKED_AT = 50;

interface Mark {
  readonly delivery: string;
  readonly digest: string;
}

function marksOf(answer: unknown): readonly Mark[] {
  const { comments } = recordOf(answer);
  const properties = (Array.isArray(comments) ? comments : []).flatMap((one): unknown[] => {
    const held = recordOf(one).properties;
    return Array.isArray(held) ? held : [];
  });
  return properties
    .map(recordOf)
    .filter(({ key }) => key === PROPERTY)
    .map(({ value }) => ({ delivery: String(recordOf(value).delivery), digest: String(recordOf(value).digest) }));
}

/** `again` lets the same words be said once more, as after a second resolution. */
export async function note(client: JiraClient, issueId: string, text: string, again: boolean, call: Call): Promise<void> {
  const path = `/issue/${encodeURIComponent(issueId)}/comment`;
  const marks = marksOf(await client.ask('GET', `${path}?orderBy=-created&maxResults=${LOOKED_AT}&expand=properties`, call));
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
  if (marks.some((mark) => mark.delivery === call.deliveryId || (!again && mark.digest === digest))) return;
  const properties = [
    { key: PROPERTY, value: { delivery: call.deliveryId, digest } },
    // formats.md, JSM: this property, and not a visibility role, keeps a comment from the portal.
    { key: 'sd.public.comment', value: { internal: true } },
  ];
  await client.ask('POST', path, call, { body: toAdf(text), properties });
}
