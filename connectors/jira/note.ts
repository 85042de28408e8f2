/** Resolution notes as an internal comment, added once: each carries a property that says which delivery it is of. */
import type { Call } from '#libs/connector-kit';
import type { JiraClient } from './client.ts';
import { addComment, commentsOf, digestOf } from './comment.ts';

/** `again` lets the same words be said once more, as after a second resolution. */
export async function note(client: JiraClient, issueId: string, text: string, again: boolean, call: Call): Promise<void> {
  const digest = digestOf(text);
  const newest = await commentsOf(client, issueId, 0, call);
  if (newest.some((one) => one.delivery === call.deliveryId || (!again && one.digest === digest))) return;
  await addComment(client, issueId, text, true, call);
}
