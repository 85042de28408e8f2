import { textsText, timeText } from '../explain.ts';
import { durationMs } from '../schema/base.ts';
import type { Flow, Row } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import { lookedUpBy } from './context.ts';
import type { DocumentFacts } from './facts.ts';
import { type Block, code, heading, type Inline, link, list, type Page, table, text } from './page.ts';

const patternWords: Readonly<Record<string, string>> = {
  'event-to-incident': 'All events of one cause become one ticket.',
  'configuration-synchronization': 'Each record is kept the same at the target.',
};

export function flowPage(flow: Flow, systems: ReadonlyMap<string, System>, facts: DocumentFacts): Page {
  const { metadata, spec } = flow;
  return {
    path: `flows/${metadata.name}`,
    title: metadata.name,
    blocks: [
      text(metadata.purpose),
      table(
        ['', ''],
        [
          ['Owner', metadata.owner],
          ['What it does', patternWords[spec.pattern] ?? spec.pattern],
          ['From', endOf(spec.source, systems)],
          ['To', endOf(spec.target, systems)],
          ...lookedUp(flow, systems, facts),
          ['Takes', spec.when === undefined ? 'every record' : ['records for which ', { code: spec.when }]],
          ['One target record for each', code(spec.correlate.join(', '))],
        ],
      ),
      { kind: 'diagram', diagram: journey(flow, systems) },
      heading('What is written, and where it comes from'),
      table(
        ['Field at the target', 'Comes from', 'Translated', 'Without it', 'Why'],
        spec.map.map((row): Inline[] => [
          code(row.to),
          sourceOf(row),
          row.valueMap === undefined ? '' : `by the table "${row.valueMap}" below`,
          row.required === true ? 'a person is asked' : 'stays empty',
          row.reason ?? '',
        ]),
      ),
      ...valueMapBlocks(flow),
      ...routeBlocks(flow),
      ...closingBlocks(flow),
      ...textBlocks(flow),
      heading('When something goes wrong'),
      table(
        ['What happens', 'What is done', 'Said by'],
        facts
          .failures(spec.target.system, metadata.name)
          .map(({ failure, words, from }) => [failure, words, from ?? 'the rule for everybody']),
      ),
      heading('What to do'),
      list(recovery(flow, systems), true),
    ],
  };
}

const inlineOf = (content: Inline): Exclude<Inline, string> => (typeof content === 'string' ? [content] : content);

function systemLink(name: string, systems: ReadonlyMap<string, System>): Inline {
  const system = systems.get(name);
  return system === undefined ? name : link(system.metadata.title ?? name, `systems/${name}`);
}

function endOf({ system, model }: Flow['spec']['source'], systems: ReadonlyMap<string, System>): Inline {
  const owner = systems.get(system)?.metadata.owner;
  return [...inlineOf(systemLink(system, systems)), ` (${model} records)${owner === undefined ? '' : `, owned by ${owner}`}`];
}

function lookedUp(flow: Flow, systems: ReadonlyMap<string, System>, facts: DocumentFacts): Inline[][] {
  return lookedUpBy(flow, systems.values(), facts).map(({ metadata }): Inline[] => [
    'Looks up',
    [...link(metadata.title ?? metadata.name, `systems/${metadata.name}`), `, owned by ${metadata.owner}`],
  ]);
}

function journey({ metadata, spec }: Flow, systems: ReadonlyMap<string, System>) {
  const title = (name: string): string => systems.get(name)?.metadata.title ?? name;
  const stages = ['captured', 'understood', 'given context', `routed by ${metadata.name}`, 'delivered'];
  const ids = ['source', ...stages, 'target'];
  return {
    columns: [
      [{ id: 'source', label: title(spec.source.system), role: 'system' as const }],
      ...stages.map((stage) => [{ id: stage, label: stage, role: stage.startsWith('routed') ? ('flow' as const) : ('stage' as const) }]),
      [{ id: 'target', label: title(spec.target.system), role: 'system' as const }],
    ],
    arrows: ids.slice(1).map((to, i) => ({ from: ids[i] ?? '', to })),
  };
}

function sourceOf({ from, value, expr }: Row): Inline {
  if (from?.startsWith('route.')) return `what the routing chose as ${from.slice('route.'.length)}`;
  if (from?.startsWith('context.ci.')) return [{ code: from.slice('context.ci.'.length) }, ' of the configuration item'];
  if (from !== undefined) return code(from);
  if (expr !== undefined) return ['worked out by ', { code: expr }];
  const fixed = value ?? '';
  return fixed.includes('{{') ? ['the text ', { code: fixed }] : ['always ', { code: fixed }];
}

function valueMapBlocks({ spec }: Flow): Block[] {
  return Object.entries(spec.valueMaps).flatMap(([name, map]) => [
    heading(`Table "${name}"`),
    table(
      ['When it is', 'Is written'],
      Object.entries(map).map(([there, here]) => [code(there), code(here)]),
    ),
    text('A value that is not in the table is never guessed: the record waits for a person.'),
  ]);
}

function routeBlocks({ spec }: Flow): Block[] {
  if (spec.route.length === 0) return [];
  return [
    heading('Who gets it'),
    text('The rules are asked from top to bottom; the first that holds decides.'),
    table(
      ['Rule', 'Holds when', 'Chooses', 'Why'],
      spec.route.map(({ name, when, set, reason }): Inline[] => [
        name,
        when === undefined ? 'no other rule does' : code(when),
        Object.entries(set)
          .map(([key, value]) => `${key}: ${value}`)
          .join(', '),
        reason ?? '',
      ]),
    ),
  ];
}

function closingBlocks({ spec: { episode } }: Flow): Block[] {
  if (episode === undefined) return [];
  const told = Object.entries(episode.resolved).map(([name, value]) => `${name} "${value}"`);
  return [
    heading('How it ends, and comes back'),
    list([
      `When every event of the cause is resolved, so is the ticket: ${told.join(', ')}.`,
      `A cause that comes back within ${timeText(durationMs(episode.reopenWithin) ?? 0)} reopens its ticket; later it gets a new one.`,
      'While a ticket is open it keeps the highest severity that its events have had.',
    ]),
  ];
}

function textBlocks(flow: Flow): Block[] {
  const texts = textsText(flow);
  return texts.length === 0 ? [] : [heading('What is said in it'), list(texts)];
}

function recovery({ metadata, spec }: Flow, systems: ReadonlyMap<string, System>): Inline[] {
  const target = systems.get(spec.target.system)?.metadata;
  return [
    [
      'Find a record by its number, key or text: ',
      { code: 'junctor msg find <text>' },
      '; its whole journey is shown, with why it was routed as it was.',
    ],
    [
      'See whether ',
      spec.target.system,
      ' is held back, and why: ',
      { code: `junctor systems show ${spec.target.system}` },
      `. Its owner is ${target?.owner ?? 'unknown'}.`,
    ],
    [
      'Look at what waits for a person: ',
      { code: 'junctor review' },
      '. Mend the cause (a table above, a field that is missing), ',
      { code: 'junctor apply' },
      ', then send what waits again: ',
      { code: 'junctor review replay --cause <cause> --reason "..." --wait' },
      ', with ',
      { code: '--remap' },
      ` when it was ${target?.title ?? spec.target.system} that refused it.`,
    ],
    [
      'Change a rule or a table in ',
      { code: `flows/${metadata.name}/flow.yaml` },
      ', see what that does with ',
      { code: 'junctor diff' },
      ' and ',
      { code: 'junctor test' },
      ', then ',
      { code: 'junctor apply' },
      '. Nothing has to be restarted.',
    ],
  ];
}
