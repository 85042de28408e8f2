/** A status is changed only by a transition, and which there are depends on the status an issue is in (formats.md, Jira Cloud v3). */
import { type Call, FailureError } from '#libs/connector-kit';
import { type JiraClient, recordOf } from './client.ts';
import type { Rules } from './settings.ts';

interface Transition {
  readonly id: string;
  readonly to: string;
  readonly asksResolution: boolean;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function transitionsOf(answer: unknown): readonly Transition[] {
  const { transitions } = recordOf(answer);
  if (!Array.isArray(transitions)) {
    const evidence = { message: 'Jira answered without the transitions of the issue' };
    throw new FailureError({ class: 'transient', scope: 'record', evidence });
  }
  return transitions.map(recordOf).map(({ id, to, fields }) => ({
    id: String(id),
    to: String(recordOf(to).name ?? ''),
    asksResolution: Object.hasOwn(recordOf(fields), 'resolution'),
  }));
}

/**
 * Brings an issue from status `current` to one of `names`; nothing when it is in one. True when it was moved.
 * Throws FailureError (invalid, record) naming what can be reached when none of them can.
 */
export async function moveTo(
  client: JiraClient,
  settings: Rules,
  issue: { readonly id: string; readonly key: string; readonly status: string },
  names: readonly string[],
  call: Call,
): Promise<boolean> {
  if (names.some((name) => same(name, issue.status))) return false;
  const path = `/issue/${encodeURIComponent(issue.id)}/transitions`;
  const available = transitionsOf(await client.ask('GET', `${path}?expand=transitions.fields`, call));
  const chosen = names.flatMap((name) => available.find((one) => same(one.to, name)) ?? [])[0];
  if (chosen === undefined) {
    const evidence = {
      message: `${issue.key} is in "${issue.status}", and no transition leads from there to ${names.map((name) => `"${name}"`).join(' or ')}`,
      field: 'status',
      expected: `one of: ${available.map((one) => one.to).join(', ') || 'none is available'}`,
      hint: 'Name the statuses of the project in settings.statuses, or let the integration user make the transition',
    };
    throw new FailureError({ class: 'invalid', scope: 'record', evidence });
  }
  const fields = chosen.asksResolution ? { fields: { resolution: { name: settings.resolution } } } : {};
  await client.tell('POST', path, call, { transition: { id: chosen.id }, ...fields });
  return true;
}
