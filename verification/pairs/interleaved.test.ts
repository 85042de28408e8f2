/** Old and new format of one source at the same address, record by record: each becomes what it becomes alone. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { createRehearsal, type Rehearsed } from '#services/all-in-one';
import { sources } from './sources.ts';
import { flowOf, targets } from './template.ts';

const TARGET = 'standard-webhook';

/** Calls of one connector, below its testdata/in; one format after the other. */
const mixed: readonly (readonly [connector: string, calls: readonly string[]])[] = [
  ['grafana', ['legacy', 'unified']],
  ['azure-monitor', ['common-fired', 'metric-v2']],
  ['aws-sns', ['alarm', 'eventbridge']],
  ['github', ['vulnerability', 'code-scanning']],
  ['nagios', ['service-problem', 'host-down']],
];

function lineOf(connector: string): (call: string, at: number) => Rehearsed {
  const source = sources.find((one) => one.connector === connector);
  if (source === undefined) throw new Error(`no source ${connector}`);
  const { workspace } = parseWorkspace({
    [`systems/${source.name}.yaml`]: source.system,
    [`systems/${TARGET}.yaml`]: targets[TARGET] ?? '',
    'flows/f/flow.yaml': flowOf(source.name, TARGET),
  });
  const rehearsal = createRehearsal(compileWorkspace(workspace, 'mixed'), {});
  return (call, at) => rehearsal.feed({ system: source.name, channel: 'webhook', key: null, ...callOf(connector, call), at });
}

function callOf(connector: string, name: string) {
  const beside = (extension: string): URL => new URL(`../../connectors/${connector}/testdata/in/${name}.${extension}`, import.meta.url);
  const headers = existsSync(beside('headers')) ? (JSON.parse(readFileSync(beside('headers'), 'utf8')) as Record<string, string>) : {};
  return { headers, body: readFileSync(existsSync(beside('json')) ? beside('json') : beside('txt')) };
}

/** What is delivered and what is parked; the repetition of a state changes nothing and is neither. */
const ends = ({ deliveries, parked }: Rehearsed): unknown => ({
  deliveries: deliveries.map(({ record, fields }) => ({ record, title: fields.title, impact: fields.impact })),
  parked: parked.map(({ record, evidence }) => ({ record, message: evidence.message })),
});

describe.each(mixed)('%s', (connector, calls) => {
  it('each call becomes what it becomes alone, in either order', () => {
    const alone = new Map(calls.map((call) => [call, ends(lineOf(connector)(call, 1))]));
    for (const order of [calls, calls.toReversed()]) {
      const line = lineOf(connector);
      expect(order.map((call, at) => ends(line(call, at)))).toEqual(order.map((call) => alone.get(call)));
    }
  });
});
