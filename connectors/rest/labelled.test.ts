/** Answers of two systems, labelled by hand from their manuals and the failure policy, against what their files make of them. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { failureOf, rehearsedCall } from '#libs/connector-kit';
import { connector } from './index.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Row {
  readonly system: 'tracker' | 'ledger';
  readonly answer: Answer;
  /** The call that is answered so; a create when absent. */
  readonly at?: 'update' | 'find';
  readonly remoteId?: string;
  /** Answers to the calls that follow it. */
  readonly then?: readonly Answer[];
  readonly class: string;
  readonly scope?: string;
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  readonly source: string;
}

const read = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
const rows = JSON.parse(read('labelled.json')) as readonly Row[];
const settingsOf = (system: string): object => (parse(read(`${system}.yaml`)) as { spec: { settings: object } }).spec.settings;
/** Signs in without a call of its own. */
const settings = {
  tracker: { ...settingsOf('tracker'), auth: { type: 'bearer', secret: 'env:X' } },
  ledger: settingsOf('ledger'),
};

let server: Server;
let answers: Answer[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, headers, body } = answers.shift() ?? { status: 599, headers: {}, body: 'nothing more was expected' };
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('the table holds at most 4 answers of a system and class, and of every class some', () => {
  const counts = Map.groupBy(rows, (row) => `${row.system} ${row.class}`);
  expect([...counts].filter(([, group]) => group.length > 4).map(([group]) => group)).toEqual([]);
  expect(new Set(rows.map((row) => row.class)).size).toBe(7);
});

it.each(rows.map((row, at) => [`${row.system} ${at + 1}: ${row.answer.status} ${row.source}`, row] as const))('%s', async (_title, row) => {
  const context = {
    system: row.system,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secret: () => 'canary-secret',
    callTimeoutMs: 5_000,
    allowLoopback: true,
  };
  const destination = connector.connect?.(connector.settings.parse(settings[row.system]), context);
  const incident = destination?.objects.incident;
  if (destination === undefined || incident === undefined) throw new Error('it has no incidents');
  answers = [row.answer, ...(row.then ?? [])];
  const from = Date.now();
  try {
    const call = rehearsedCall();
    const work = (): Promise<unknown> => {
      if (row.at === 'find') return incident.find?.('answers-key', call) ?? Promise.reject(new Error('it cannot be asked'));
      return row.at === 'update'
        ? incident.updateRecord(row.remoteId ?? 'wi_1', { title: 't' }, call)
        : incident.createRecord('answers-key', { title: 't' }, call);
    };
    const failure = await failureOf(work());
    expect({ class: failure?.class ?? 'ok', scope: failure?.scope, field: failure?.evidence.field }).toMatchObject({
      class: row.class,
      ...(row.scope !== undefined && { scope: row.scope }),
      ...(row.field !== undefined && { field: row.field }),
    });
    const at = row.retryAfterSeconds === undefined ? undefined : from + row.retryAfterSeconds * 1_000;
    if (at === undefined) expect(failure?.retryAt).toBeUndefined();
    // How busy the machine is must not matter: the moment counts from the answer, which came later than `from`.
    else expect(failure?.retryAt).toBeGreaterThanOrEqual(at - 1_000);
    expect(answers).toEqual([]);
  } finally {
    await destination.close();
  }
});
