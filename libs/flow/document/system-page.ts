import type { Flow } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import type { DocumentFacts } from './facts.ts';
import { type Block, code, heading, type Inline, link, type Page, table, text } from './page.ts';

export function systemPage({ metadata, spec }: System, flows: readonly Flow[], facts: DocumentFacts): Page {
  const { name } = metadata;
  const outgoing = flows.filter((flow) => flow.spec.source.system === name);
  const incoming = flows.filter((flow) => flow.spec.target.system === name);
  return {
    path: `systems/${name}`,
    title: metadata.title ?? name,
    blocks: [
      ...(spec.holds === undefined ? [] : [text(`Holds ${spec.holds}.`)]),
      table(['', ''], summaryRows(metadata.owner, spec)),
      heading('Flows'),
      table(
        ['Flow', 'Way', 'What for'],
        [
          ...outgoing.map((flow): Inline[] => [
            link(flow.metadata.name, `flows/${flow.metadata.name}`),
            'from here',
            flow.metadata.purpose,
          ]),
          ...incoming.map((flow): Inline[] => [link(flow.metadata.name, `flows/${flow.metadata.name}`), 'to here', flow.metadata.purpose]),
        ],
      ),
      ...valueMaps(spec.valueMaps),
      ...(incoming.length === 0
        ? []
        : [
            heading('When something goes wrong'),
            table(
              ['What happens', 'What is done', 'Said by'],
              facts.failures(name, null).map(({ failure, words, from }): Inline[] => [failure, words, from ?? 'the rule for everybody']),
            ),
          ]),
    ],
  };
}

function summaryRows(owner: string, spec: System['spec']): Inline[][] {
  const rows: Inline[][] = [
    ['Owner', owner],
    ['Spoken to by', `connector ${spec.connector}`],
    ['Signs in with', signIn(spec.settings)],
  ];
  if (spec.address !== undefined) rows.push(['Reached at', code(spec.address)]);
  if (spec.topic !== undefined) rows.push(['Sends to the topic', [{ code: spec.topic.name }, ` (${spec.topic.format})`]]);
  if (spec.region !== undefined) rows.push(['Region', spec.region]);
  for (const [limit, value] of Object.entries(spec.limits ?? {})) rows.push([limitWords[limit] ?? limit, String(value)]);
  return rows;
}

const limitWords: Readonly<Record<string, string>> = {
  concurrency: 'Calls at a time',
  callTimeoutMs: 'Time given to a call, ms',
  consistencyDelayMs: 'Time until it finds what it stored, ms',
  perSecond: 'Calls a second',
  perMinute: 'Calls a minute',
  perHour: 'Calls an hour',
  burst: 'Calls at once',
};

/** The way of signing in and where its secrets are kept; references only, a value never stands in a file. */
function signIn(settings: Readonly<Record<string, unknown>>): Inline {
  const { auth } = settings;
  if (typeof auth !== 'object' || auth === null) return 'no credential of its own';
  const parts = Object.entries(auth).flatMap(([key, value]) => (key === 'type' || typeof value !== 'string' ? [] : [`${key} ${value}`]));
  const type = 'type' in auth && typeof auth.type === 'string' ? auth.type : 'a credential';
  return [`${type}: `, { code: parts.join(', ') }];
}

function valueMaps(maps: System['spec']['valueMaps']): Block[] {
  return Object.entries(maps).flatMap(([name, map]) => [
    heading(`Its words for ${name}`),
    table(
      ['Its word', 'Canonical'],
      Object.entries(map).map(([its, canonical]) => [code(its), code(canonical)]),
    ),
  ]);
}
