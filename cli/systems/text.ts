import type { Hold } from '#libs/state';
import { type Colors, count, plain, spanText, table, timeText } from '../output.ts';
import type { SystemView } from './view.ts';

/** `now`: epoch milliseconds. */
export function listLines(views: readonly SystemView[], now: number, colors: Colors): string[] {
  if (views.length === 0) return ['no system is connected yet: junctor apply'];
  const rows = views.map(({ name, state, holds, waiting }) => {
    const [hold] = holds;
    return [
      name,
      state,
      hold ? spanText(now - Math.min(...holds.map(({ since }) => since))) : '-',
      String(waiting.deliveries),
      String(waiting.blocked),
      hold ? nextOf(hold, now) : '-',
      hold ? hold.failure.evidence.message : '-',
    ];
  });
  return table(['SYSTEM', 'STATE', 'FOR', 'WAITING', 'BLOCKED', 'NEXT', 'LAST ERROR'], rows, colors);
}

function nextOf({ kind, phase, until, allowed }: Hold, now: number): string {
  if (phase === 'ramp') return `${count(allowed, 'call')} at a time`;
  if (phase === 'probing') return 'one call finds out now';
  if (until === null) return 'when the secret changes';
  const wait = until <= now ? 'with the next delivery' : `in ${spanText(until - now)}`;
  return kind === 'quota' ? `goes on ${wait}` : `probe ${wait}`;
}

const kinds = {
  breaker: 'the system does not answer as it should',
  credential: 'its credential is refused',
  quota: 'its limit is reached',
};

export function showLines(view: SystemView, now: number, colors: Colors): string[] {
  const { name, title, owner, connector, state, holds, limits, waiting, escalations } = view;
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return [
    `${colors.bold(plain(name))}${title === null ? '' : `  ${plain(title)}`}: ${state === 'flowing' ? colors.green(state) : colors.red(state)}`,
    `  owner: ${plain(owner ?? 'unknown: not in the workspace any more')}`,
    ...(connector === null ? [] : [`  connector: ${plain(connector)}`]),
    `  limits: ${given.length === 0 ? 'none configured; what its answers tell is kept to' : given.map(([key, value]) => `${key} ${value}`).join(', ')}`,
    `  waiting: ${count(waiting.deliveries, 'delivery', 'deliveries')}, ${count(waiting.lanes, 'record')} to do, ${count(waiting.blocked, 'record')} with a person`,
    ...(waiting.lanes > 0 ? [`  oldest due for: ${spanText(waiting.oldestMs)}`] : []),
    ...holds.flatMap((hold) => holdLines(hold, now)),
    ...escalations
      .slice(0, 5)
      .map(
        ({ owner: told, openedAt, resolvedAt, reason }) =>
          `  ${timeText(openedAt)}  ${plain(told)} was told: ${plain(reason, 300)}${resolvedAt === null ? ' (open)' : `; over after ${spanText(resolvedAt - openedAt)}`}`,
      ),
    ...(holds.length > 0 ? [colors.dim(`  junctor systems probe ${plain(name)} tries it now`)] : []),
  ];
}

function holdLines(hold: Hold, now: number): string[] {
  const { evidence } = hold.failure;
  const rounds = hold.rounds > 0 ? `, ${count(hold.rounds, 'probe')} failed` : '';
  return [
    `  held for ${spanText(now - hold.since)}: ${kinds[hold.kind]} (${plain(hold.subject)})${rounds}; ${nextOf(hold, now)}`,
    `    ${plain(evidence.message, 500)}`,
    ...(evidence.excerpt === undefined ? [] : [`    it said: ${plain(evidence.excerpt, 300)}`]),
    ...(evidence.hint === undefined ? [] : [`    hint: ${plain(evidence.hint, 300)}`]),
  ];
}
