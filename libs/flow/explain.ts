/** A flow in words, for people who do not read YAML. */
import { durationMs } from './schema/base.ts';
import type { Flow, Row } from './schema/flow.ts';

const patternWords: Readonly<Record<string, string>> = {
  'event-to-incident': 'All events of one cause become one incident',
  'configuration-synchronization': 'Each record is kept the same at the target',
  'change-coordination': 'A change is coordinated over several systems',
  'service-request-fulfilment': 'A request is fulfilled over several systems',
};

/** What later states of a record do while one of it waits for a person. */
export const parkedHeadWords: Readonly<Record<Flow['spec']['parkedHead'], string>> = {
  block: 'While a state of a record waits for a person, its later states wait too.',
  supersede: 'While a state of a record waits for a person, the next state of it takes its place.',
  skip: 'While a state of a record waits for a person, its later states go on without it.',
};

function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

export function timeText(ms: number): string {
  const units: [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ];
  const parts: string[] = [];
  let rest = ms;
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    rest -= count * size;
  }
  return parts.length === 0 ? 'no time' : list(parts);
}

function oneLine(text: string): string {
  const flat = text.trim().replace(/\s+/g, ' ');
  return flat.length > 140 ? `${flat.slice(0, 137)}...` : flat;
}

function rowText(row: Row, flow: Flow): string {
  const value = row.from ?? row.expr ?? `"${oneLine(row.value ?? '')}"`;
  const from = row.from?.startsWith('route.') === true ? `what the routing rule set as ${row.from.slice('route.'.length)}` : value;
  const map = row.valueMap === undefined ? undefined : flow.spec.valueMaps[row.valueMap];
  const translated =
    map === undefined
      ? ''
      : `, translated: ${Object.entries(map)
          .map(([key, to]) => `${key} -> ${to}`)
          .join(', ')}; any other value is parked`;
  const required = row.required === true ? ' (required)' : '';
  return `  ${row.to} = ${from}${translated}${required}${row.reason === undefined ? '' : `\n    because: ${row.reason}`}`;
}

function routeText({ spec }: Flow): string[] {
  if (spec.route.length === 0) return [];
  const lines = ['Routing (the first rule that matches decides):'];
  for (const [i, rule] of spec.route.entries()) {
    const set = Object.entries(rule.set).map(([name, value]) => `${name} = ${value}`);
    lines.push(`  ${i + 1}. ${rule.name}: ${rule.when === undefined ? 'otherwise' : `when ${oneLine(rule.when)}`}, ${list(set)}`);
    if (rule.reason !== undefined) lines.push(`     because: ${rule.reason}`);
  }
  return lines;
}

const occasionWords = {
  joined: 'another event of the cause begins',
  'severity-raised': 'an event is worse than all before',
  reopened: 'the cause comes back',
  resolved: 'the last event of the cause is over',
} as const;

/** Who reads a text that is added. */
export const audienceWords = { note: 'for those who work on it', comment: 'for the one who asked for it, too' } as const;

/** When which text is added to the record; one sentence each, none where the flow adds none. */
export function textsText({ spec: { notes, comments } }: Flow): string[] {
  const copied = (['internal', 'public'] as const).flatMap((kind) => {
    const audience = comments?.[kind] ?? 'none';
    return audience === 'none' ? [] : [`Comments: ${kind} ones are copied once each, ${audienceWords[audience]}.`];
  });
  return [
    ...notes.map(({ on, audience, text }) => `Added when ${occasionWords[on]}, ${audienceWords[audience]}: "${oneLine(text)}".`),
    ...copied,
  ];
}

function closingText({ spec }: Flow): string[] {
  if (spec.episode === undefined) return ['Order: the newest version of a record wins; an older one that arrives late changes nothing.'];
  const told = Object.entries(spec.episode.resolved).map(([name, value]) => `${name} = "${value}"`);
  const window = timeText(durationMs(spec.episode.reopenWithin) ?? 0);
  return [
    `Closing: when every event of the cause is resolved, the ticket is told ${list(told)}.`,
    `Coming back: within ${window} of its resolution the cause reopens the same ticket; later it gets a new one.`,
    'Severity: while a ticket is open it keeps the highest severity that its events have had.',
  ];
}

/** The whole flow in plain language, one fact a line. */
export function explainFlow(flow: Flow): string {
  const { metadata, spec } = flow;
  return [
    `${metadata.name} (owner: ${metadata.owner})`,
    metadata.purpose.trim(),
    '',
    `What it does: ${patternWords[spec.pattern] ?? spec.pattern}.`,
    `From: ${spec.source.model} records of ${spec.source.system}. To: ${spec.target.model} records of ${spec.target.system}.`,
    `Takes: ${spec.when === undefined ? 'every record' : `records for which ${oneLine(spec.when)}`}.`,
    `One target record for each ${list(spec.correlate)}.`,
    '',
    'Mapping:',
    ...spec.map.map((row) => rowText(row, flow)),
    '',
    ...routeText(flow),
    ...(spec.route.length > 0 ? [''] : []),
    ...closingText(flow),
    ...textsText(flow),
    parkedHeadWords[spec.parkedHead],
  ].join('\n');
}
