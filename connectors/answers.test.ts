/**
 * Answers of vendors, labelled by hand from their documentation and from the failure policy, against what the connectors
 * make of them: by their table, and by a real call to a server that answers so.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Call, classify, type Destination, type TargetObject, toFailure } from '#libs/connector-kit';
import { registry } from './index.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyBase64?: string;
}

interface Row {
  readonly answer: Answer;
  /** The call that is answered so; a create when absent. */
  readonly at?: 'update' | 'find';
  /** The record that an update is of, where the answer names it. */
  readonly remoteId?: string;
  /** Answers to the calls that follow it. */
  readonly then?: readonly Answer[];
  readonly class: string;
  readonly scope?: string;
  readonly retryAfterSeconds?: number;
  readonly source: string;
}

const root = new URL('.', import.meta.url);
const file = (name: string): URL => new URL(`${name}/testdata/answers.json`, root);
const vendors = readdirSync(root).filter((name) => existsSync(file(name)));
const tables = vendors.map((name) => [name, JSON.parse(readFileSync(file(name), 'utf8')) as readonly Row[]] as const);
const rows = tables.flatMap(([name, table]) =>
  table.map((row, at) => ({ name, row, title: `${name} ${at + 1}: ${row.answer.status} ${row.source}` })),
);

const SETTINGS: Readonly<Record<string, object>> = {
  jira: { auth: { type: 'basic', user: 'u', secret: 'env:X' }, project: 'OPS' },
  pagerduty: { routingKey: 'env:X' },
  servicenow: { auth: { type: 'basic', user: 'u', secret: 'env:X' } },
  slack: { token: 'env:X', channel: 'C0JUNCTOR' },
  'standard-webhook': { secret: 'env:X' },
  teams: { signature: 'env:X' },
};
const KEY = 'answers-key';

/** `{{http+90}}`, `{{epoch+90}}`, `{{iso+90}}`: a moment so many seconds from `now`, as the header writes it. */
function dated(headers: Answer['headers'], now: number): Record<string, string> {
  const write = (_all: string, form: string, seconds: string): string => {
    const at = now + Number(seconds) * 1_000;
    return form === 'epoch' ? String(at / 1_000) : form === 'iso' ? new Date(at).toISOString() : new Date(at).toUTCString();
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/^\{\{(http|epoch|iso)([+-]\d+)\}\}$/, write)]),
  );
}

const NOW = Date.parse('2026-01-05T10:00:00Z');
let server: Server;
let answers: Answer[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const answer = answers.shift() ?? { status: 599, headers: {}, body: 'nothing more was expected' };
      const body = answer.bodyBase64 === undefined ? Buffer.from(answer.body) : Buffer.from(answer.bodyBase64, 'base64');
      response.writeHead(answer.status, dated(answer.headers, Math.floor(Date.now() / 1_000) * 1_000)).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function connect(name: string): Destination {
  const connector = registry.get(name);
  const destination = connector.connect?.(connector.settings.parse(SETTINGS[name]), {
    system: name,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secret: () => `whsec_${Buffer.from('0123456789abcdef0123').toString('base64')}`,
    callTimeoutMs: 5_000,
    allowLoopback: true,
  });
  if (destination === undefined) throw new Error(`${name} is no destination`);
  return destination;
}

function ask(object: TargetObject, { at, remoteId = KEY }: Row): Promise<unknown> {
  const call: Call = { changed: null, deliveryId: 'd', traceparent: null, signal: new AbortController().signal };
  if (at === 'find') return object.find?.(KEY, call) ?? Promise.reject(new Error('it cannot be asked'));
  return at === 'update' ? object.updateRecord(remoteId, { title: 't' }, call) : object.createRecord(KEY, { title: 't' }, call);
}

describe('the tables', () => {
  it('hold at least 80 answers of four vendors, at most 4 of a vendor and class', () => {
    expect(vendors.sort()).toEqual(Object.keys(SETTINGS).sort());
    expect(rows.length).toBeGreaterThanOrEqual(80);
    const counts = Map.groupBy(rows, ({ name, row }) => `${name} ${row.class}`);
    expect([...counts].filter(([, group]) => group.length > 4).map(([group]) => group)).toEqual([]);
  });
  it('name where each label is from', () => {
    expect(rows.filter(({ row }) => !/formats\.md|reliability\.md|F\d+/.test(row.source)).map(({ title }) => title)).toEqual([]);
  });
});

const isRefusal = ({ row }: { row: Row }): boolean => row.answer.status > 299 && row.then === undefined && row.class !== 'ok';

it.each(rows.filter(isRefusal))('by the table: $title', ({ name, row }) => {
  const { answer } = row;
  const failure = classify(registry.get(name).failures ?? [], { ...answer, headers: dated(answer.headers, NOW) }, NOW);
  const retryAfterSeconds = failure.retryAt === undefined ? undefined : (failure.retryAt - NOW) / 1_000;
  expect({ class: failure.class, scope: failure.scope, retryAfterSeconds }).toEqual({
    class: row.class,
    scope: row.scope,
    retryAfterSeconds: row.retryAfterSeconds,
  });
});

it.each(rows)('by a call: $title', async ({ name, row }) => {
  const destination = connect(name);
  answers = [row.answer, ...(row.then ?? [])];
  try {
    const object = destination.objects.incident;
    if (object === undefined) throw new Error(`${name} has no incidents`);
    const failure = await ask(object, row).then(() => null, toFailure);
    const waits = failure?.retryAt !== undefined;
    const wanted = { class: row.class, scope: row.scope, waits: row.retryAfterSeconds !== undefined };
    expect({ class: failure?.class ?? 'ok', scope: failure?.scope, waits }).toEqual(wanted);
    expect(answers).toEqual([]);
  } finally {
    await destination.close();
  }
});
