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
      ...(spec.holds === undefined ? [] : [text(`What it holds: ${spec.holds}.`)]),
      table(['', ''], summaryRows(metadata.owner, spec)),
      heading('Flows'),
      flowsTable(outgoing, incoming),
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

function flowsTable(outgoing: readonly Flow[], incoming: readonly Flow[]): Block {
  if (outgoing.length + incoming.length === 0)
    return text('None begins or ends here: what it sends is looked up for the records of others.');
  const row = (flow: Flow, way: string): Inline[] => [link(flow.metadata.name, `flows/${flow.metadata.name}`), way, flow.metadata.purpose];
  return table(
    ['Flow', 'Way', 'What for'],
    [...outgoing.map((flow) => row(flow, 'from here')), ...incoming.map((flow) => row(flow, 'to here'))],
  );
}

function summaryRows(owner: string, spec: System['spec']): Inline[][] {
  const rows: Inline[][] = [
    ['Owner', owner],
    ['Spoken to by', `connector ${spec.connector}`],
    ['Signs in with', signIn(spec.settings)],
  ];
  if (spec.address !== undefined) rows.push(['Reached at', code(spec.address)]);
  rows.push(...wayRows(spec));
  if (spec.topic !== undefined) rows.push(['Sends to the topic', [{ code: spec.topic.name }, ` (${spec.topic.format})`]]);
  if (spec.region !== undefined) rows.push(['Region', spec.region]);
  for (const [limit, value] of Object.entries(spec.limits ?? {})) rows.push([limitWords[limit] ?? limit, String(value)]);
  return rows;
}

/** References only, as everywhere. */
function wayRows({ tls = {}, proxy }: System['spec']): Inline[][] {
  const rows: Inline[][] = [];
  if (tls.ca !== undefined) rows.push(['Accepts certificates of', code(tls.ca)]);
  if (tls.certificate !== undefined) rows.push(['Shows the certificate', code(tls.certificate)]);
  if (proxy !== undefined) rows.push(['Through the proxy', code(proxy.address)]);
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
  const { auth, ...others } = settings;
  const elsewhere = referencesIn(others);
  if (typeof auth !== 'object' || auth === null)
    return elsewhere.length === 0 ? 'no credential of its own' : ['a secret: ', { code: elsewhere.join(', ') }];
  const parts = Object.entries(auth).flatMap(([key, value]) => {
    if (Array.isArray(value)) return value.map((each) => `${key} ${String(each)}`);
    return key === 'type' || typeof value !== 'string' ? [] : [`${key} ${value}`];
  });
  const type = 'type' in auth && typeof auth.type === 'string' ? auth.type : 'a credential';
  if (parts.length === 0) return type === 'none' ? 'nothing: whoever reaches it may call' : type;
  return [`${type}: `, { code: [...parts, ...elsewhere].join(', ') }];
}

/** Settings that hold a secret by its reference, such as the key of a signature. */
const referencesIn = (settings: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) =>
    typeof value === 'string' && /secret|key|token|password/i.test(name) && /^(env|file):/.test(value) ? [`${name} ${value}`] : [],
  );

function valueMaps(maps: System['spec']['valueMaps']): Block[] {
  return Object.entries(maps).flatMap(([name, map]) => [
    heading(`Its words for ${name}`),
    table(
      ['Its word', 'Canonical'],
      Object.entries(map).map(([its, canonical]) => [code(its), code(canonical)]),
    ),
  ]);
}
