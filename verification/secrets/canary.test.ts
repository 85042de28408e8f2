/** A secret of a destination shows nowhere, whatever the destination says: not in what fails, not in the tables, not on the topics. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { defineConnector, FailureError } from '#libs/connector-kit';
import { until } from '#verification/line';
import { openReviewLine, type ReviewLine } from '../review/line.rig.ts';
import { type Hostile, startHostile, ways } from './hostile.ts';
import { topicsOf } from './line.rig.ts';
import { connectorOf, failuresAt, others, plain, type Sample, samples, shownIn } from './samples.ts';

let hostile: Hostile;
const collected: FailureError[] = [];
beforeAll(async () => {
  hostile = await startHostile();
});
afterAll(() => hostile.close());

describe('what fails shows no secret', () => {
  it.each([...samples, ...others].map((sample) => [`${sample.name} with ${sample.secret.slice(0, 8)}`, sample] as const))(
    '%s',
    async (_name, sample) => {
      hostile.heard.length = 0;
      let failures = 0;
      for (const way of ways) {
        hostile.way = way;
        const found = await failuresAt(hostile.url, sample);
        failures += found.length;
        for (const error of found) {
          expect(error).toBeInstanceOf(FailureError);
          // The whole of it: evidence, message, stack, and whatever caused it.
          const whole = `${inspect(error, { depth: 12, showHidden: true })}\n${JSON.stringify(error.failure)}`;
          expect([way, shownIn(whole, sample)]).toEqual([way, []]);
        }
        collected.push(...found);
      }
      expect(failures).toBeGreaterThan(ways.length - 2);
      expect(hostile.heard.length).toBeGreaterThan(0);
    },
    60_000,
  );

  it('and one that shows it is found', async () => {
    const sample: Sample = { connector: 'leaky', name: 'leaky', settings: {}, secret: plain };
    const leaky = defineConnector<unknown>({
      ...{ name: 'leaky', title: 'Leaky', settings: connectorOf('cmdb-feed').settings },
      connect: (_settings, { secret }) => ({
        objects: {},
        close: async () => undefined,
        probe: async () => {
          throw new FailureError({
            class: 'auth',
            scope: 'credential',
            evidence: { message: 'refused', excerpt: `token ${secret('env:X')}` },
          });
        },
      }),
    });
    hostile.way = 'echo 401';
    const [error] = await failuresAt(hostile.url, sample, leaky);
    expect(shownIn(JSON.stringify(error?.failure), sample)).not.toEqual([]);
  });
});

describe('what is kept of it shows no secret', () => {
  let line: ReviewLine;
  beforeAll(async () => {
    const files = ['systems/servicenow.yaml', 'systems/prometheus.yaml', 'flows/prometheus-to-servicenow/flow.yaml'].map((path) => [
      path.replaceAll('servicenow', 'desk'),
      readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
        .replaceAll('system: servicenow', 'system: desk')
        .replaceAll('name: servicenow', 'name: desk')
        .replaceAll('prometheus-to-servicenow', 'prometheus-to-desk'),
    ]);
    line = await openReviewLine(Object.fromEntries(files) as Record<string, string>);
  }, 60_000);
  afterAll(() => line.stop());

  async function kept(): Promise<string> {
    const client = new Client({ connectionString: line.databaseUrl });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    );
    const parts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      parts.push(...rows.map(({ text }) => text));
    }
    await client.end();
    parts.push(await topicsOf(line.line.kernel.log));
    // bytea stands as hexadecimal in the text of a row.
    return parts
      .map((part) => `${part}\n${part.replace(/\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))}`)
      .join('\n');
  }

  it('in tables and on topics', async () => {
    const several = collected.filter((_, i) => i % Math.ceil(collected.length / 40) === 0);
    expect(several.length).toBeGreaterThan(20);
    // Refused for good, each for itself: what holds a whole system would keep the others back.
    const refusals = several.map(({ failure }) => new FailureError({ class: 'invalid', scope: 'record', evidence: failure.evidence }));
    line.refuse = () => refusals.shift() ?? null;
    for (const n of several.keys()) await line.fire(`alert-${n}`, { alertname: `Alert${n}`, severity: 'critical' });
    await until('all refusals', async () => refusals.length === 0);
    const whole = await kept();
    expect(whole).toContain('alert-1');
    for (const sample of [...samples, ...others]) expect(shownIn(whole, sample)).toEqual([]);
  }, 60_000);

  it('and one that is kept is found', async () => {
    let refused = 0;
    line.refuse = () => {
      refused += 1;
      return new FailureError({ class: 'invalid', scope: 'record', evidence: { message: `refused: ${plain}` } });
    };
    await line.fire('leak', { alertname: 'Leak', severity: 'critical' });
    await until('the refusal', async () => refused > 0 && (await kept()).includes(plain));
  }, 60_000);
});
