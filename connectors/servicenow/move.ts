/** A change can't jump: which states come next is asked each time (formats.md, ServiceNow change), and the way there is gone step by step. */
import { type Call, FailureError } from '#libs/connector-kit';
import { change, stateName, WAY } from './change.map.ts';
import type { TableClient, TableRow } from './client.ts';

function statesOf(answer: unknown): readonly string[] {
  const states = typeof answer === 'object' && answer !== null && 'available_states' in answer ? answer.available_states : undefined;
  if (Array.isArray(states)) return states.map(String);
  const evidence = { message: 'ServiceNow answered without the next states of the change', field: 'available_states' };
  throw new FailureError({ class: 'transient', scope: 'record', evidence });
}

/** The state to ask for now: the wanted one, or the farthest on the way to it; undefined when none leads there. */
export function nextState(from: string, wanted: string, available: readonly string[]): string | undefined {
  if (available.includes(wanted)) return wanted;
  return WAY.slice(WAY.indexOf(from) + 1, Math.max(WAY.indexOf(wanted), 0)).findLast((state) => available.includes(state));
}

function stuck({ number }: TableRow, from: string, wanted: string, available: readonly string[]): FailureError {
  const next = available.filter((state) => state !== from).map(stateName);
  const evidence = {
    message: `${number ?? 'The change'} is in ${stateName(from)}, and no step leads from there to ${stateName(wanted)} now`,
    field: 'status',
    expected: `one of: ${next.join(', ') || 'none is open to the integration user'}`,
    hint: 'A change that waits for an approval goes on once it has it: replay this then. Junctor approves nothing by itself',
  };
  return new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** Brings a change to state `wanted`. Throws FailureError (invalid, record) naming what can be reached when it is not let through. */
export async function follow(client: TableClient, row: TableRow, wanted: string, call: Call): Promise<void> {
  const sysId = row.sys_id ?? '';
  const { table } = change;
  let from = row.state ?? '';
  // Each step leads to another state of the way, so there are no more steps than states.
  for (let step = 0; from !== wanted && step <= WAY.length; step += 1) {
    const available = statesOf(await client.ask('GET', `sn_chg_rest/change/${encodeURIComponent(sysId)}/nextstates`, call));
    const next = nextState(from, wanted, available);
    if (next === undefined || next === from) throw stuck(row, from, wanted, available);
    const moved = await client.update(table, sysId, { state: next }, call);
    if (moved.state === from) throw stuck(row, from, wanted, available);
    from = moved.state ?? '';
  }
}
