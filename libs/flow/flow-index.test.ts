import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileWorkspace } from './compile.ts';
import type { CompiledFlow } from './compile-flow.ts';
import { flowIndex } from './flow-index.ts';
import { parseWorkspace } from './parse.ts';
import { event } from './testdata/records.ts';

/** Flows of one source, one for each condition, named so that their order is that of the list. */
function flowsOf(conditions: readonly string[]): readonly CompiledFlow[] {
  const entries = conditions.map((when, i): [string, string] => {
    const name = `f${String(i).padStart(4, '0')}`;
    return [
      `flows/${name}/flow.yaml`,
      `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: ${name}, owner: test, purpose: One of many. }
spec:
  pattern: event-to-incident
  source: { system: monitoring, model: event }
  target: { system: desk, model: incident }
  when: ${JSON.stringify(when)}
  correlate: [name]
  map: [{ to: title, from: name, reason: test }]
  route: [{ name: otherwise, set: { group: Desk } }]
  episode: { reopenWithin: PT30M, resolved: { status: resolved } }
`,
    ];
  });
  return compileWorkspace(parseWorkspace(Object.fromEntries(entries)).workspace, 'r').flows;
}

const asked: number[] = [];
const counted = (flows: readonly CompiledFlow[]): readonly CompiledFlow[] =>
  flows.map((flow, i) => ({
    ...flow,
    matches: (record: unknown) => {
      asked.push(i);
      return flow.matches(record);
    },
  }));

const labelled = (labels: Record<string, string>, severity: 'critical' | 'low' = 'critical'): unknown => event({ labels, severity });
const thrown = '1 / (event.startedAt - event.startedAt) == 1';

describe('flows found by what they demand', () => {
  it.each([
    ['one text', ["event.labels.team == 'a'", "event.labels.team == 'b'"], { team: 'b' }, [1], [1]],
    ['one of several texts', ["event.labels.team in ['a', 'b']", "event.labels.team in ['c']"], { team: 'a' }, [0], [0]],
    ['a text that none demands', ["event.labels.team == 'a'"], { team: 'z' }, [], []],
    ['no text at all', ["event.labels.team == 'a'"], {}, [], []],
    ['no demand: asked always', ["event.labels.team != 'a'", 'event.startedAt > 0'], { team: 'z' }, [0, 1], [0, 1]],
    ['either of two fields: asked always', ["event.labels.team == 'a' || event.labels.x == 'a'"], { x: 'a' }, [0], [0]],
    ['not: asked always', ["!(event.labels.team == 'a')"], { team: 'z' }, [0], [0]],
    ['an error before the demand counts as wanted', [`${thrown} && event.labels.team == 'a'`], { team: 'z' }, [0], [0]],
    ['an error behind a demand that is not met', [`event.labels.team == 'a' && ${thrown}`], { team: 'z' }, [], []],
    ['an error behind a demand of what is not there', [`event.labels.team == 'a' && ${thrown}`], {}, [0], [0]],
    [
      'the rarer demand decides',
      ["event.severity == 'critical' && event.labels.team == 'a'", "event.severity == 'critical'"],
      { team: 'z' },
      [1],
      [1],
    ],
  ])('%s', (_, conditions, labels, wanted, looked) => {
    asked.length = 0;
    const flows = counted(flowsOf(conditions));
    expect(flowIndex(flows)(labelled(labels as Record<string, string>)).map((flow) => flows.indexOf(flow))).toEqual(wanted);
    expect(asked).toEqual(looked);
  });

  it('asks one flow of a thousand', () => {
    asked.length = 0;
    const flows = counted(flowsOf(Array.from({ length: 1_000 }, (_, i) => `event.severity != 'info' && event.labels.team == 't${i}'`)));
    expect(flowIndex(flows)(labelled({ team: 't700' })).map(({ name }) => name)).toEqual(['f0700']);
    expect(asked).toEqual([700]);
  });

  it('finds what asking every flow finds, for any conditions and records', () => {
    const text = fc.constantFrom('a', 'b', 'c');
    const field = fc.constantFrom('event.labels.x', "event.labels['y']", 'event.category');
    const atom = fc.oneof(
      fc.tuple(field, text).map(([path, value]) => `${path} == '${value}'`),
      fc.tuple(field, text, text).map(([path, one, two]) => `${path} in ['${one}', '${two}']`),
      fc.tuple(field, text).map(([path, value]) => `${path} != '${value}'`),
      fc.constantFrom(thrown, "event.severity == 'critical'", 'has(event.category)', 'event.category.size() == 1', 'event.startedAt > 5'),
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        atom,
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a}) && (${b})`),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a}) || (${b})`),
        tie('tree').map((a) => `!(${a})`),
      ),
    }));
    const value = fc.option(text, { nil: undefined });
    const record = fc.record({ x: value, y: value, category: value, critical: fc.boolean() }).map(({ x, y, category, critical }) =>
      event({
        labels: { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) },
        category: category ?? null,
        severity: critical ? 'critical' : 'low',
      }),
    );
    fc.assert(
      fc.property(
        fc.array(tree, { minLength: 1, maxLength: 8 }),
        fc.array(record, { minLength: 1, maxLength: 6 }),
        (conditions, records) => {
          const flows = flowsOf(conditions);
          const find = flowIndex(flows);
          for (const each of records) expect(find(each)).toEqual(flows.filter((flow) => flow.matches(each)));
        },
      ),
      { numRuns: 150 },
    );
  });
});
