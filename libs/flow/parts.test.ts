import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxKeyLength, targetKeyOf } from './correlate.ts';
import { canonicalJson, digestOf } from './digest.ts';
import { explainFlow, timeText } from './explain.ts';
import { canonicalModels } from './models.ts';
import { compileTemplate } from './operand.ts';
import { parseWorkspace } from './parse.ts';
import { type Path, parsePath, splitPath } from './paths.ts';
import { revisionOf } from './revision.ts';
import { durationMs } from './schema/base.ts';
import { workspaceJsonSchemas } from './schema/json-schema.ts';
import { nearest } from './suggest.ts';
import { demoFiles } from './testdata/demo.ts';
import { event } from './testdata/records.ts';

const fields = canonicalModels.fields('event') ?? {};

function path(text: string): Path {
  const result = parsePath(text, fields);
  if (!result.ok) throw new Error(result.message);
  return result.path;
}
const keyOf = (labels: Record<string, string>): string | null => targetKeyOf([path('labels.a'), path('labels.b')], event({ labels }));

describe('paths', () => {
  it.each([
    ['labels.cluster', ['labels', 'cluster']],
    ['labels["app.kubernetes.io/name"]', ['labels', 'app.kubernetes.io/name']],
    ["labels['a b'].c", ['labels', 'a b', 'c']],
    ['', null],
    ['.a', null],
    ['a..b', null],
    ['a[0]', null],
    ['a b', null],
  ])('%s', (text, segments) => expect(splitPath(text)).toEqual(segments));

  it('reads own data only', () => {
    expect(path('labels.constructor').get(event())).toBeUndefined();
    expect(path('labels.__proto__').get(event({ labels: JSON.parse('{"__proto__":"x"}') as Record<string, string> }))).toBe('x');
    expect(path('context.ci.name').get(event({ context: null }))).toBeUndefined();
    expect(path('context.ci.name').get(null)).toBeUndefined();
  });
});

describe('templates', () => {
  const render = (text: string, record: unknown): unknown => {
    const template = compileTemplate(text, fields);
    return template.ok ? template.value.render(record, { group: 'G' }) : template.problem.message;
  };
  it.each([
    ['fixed', 'fixed'],
    ['{{name}}/{{route.group}}', 'KubePodCrashLooping/G'],
    ['{{service | name}}', 'KubePodCrashLooping'],
    ['[{{service}}]', undefined],
    ['{{name}} {{service}}', 'KubePodCrashLooping '],
    ['{{startedAt}}', '1763767563000'],
    ['{{name', "'{{' at character 1 is never closed by '}}'"],
    ['{{}}', "'{{}}' names no path"],
  ])('%s', (text, out) => expect(render(text, event())).toBe(out));
});

describe('the key of a target record', () => {
  it('keeps parts apart, also odd ones', () => {
    expect(keyOf({ a: 'x', b: 'y' })).toBe('x/y');
    expect(keyOf({ a: 'x/y' })).toBe('x%2fy/');
    expect(keyOf({ b: 'y#2^' })).toBe('/y%232%5e');
    expect(keyOf({})).toBeNull();
  });

  it('is short, well formed, and different for different parts', () => {
    const part = fc.string({ unit: 'binary', maxLength: 120 });
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        const one = keyOf({ a: a.toWellFormed(), b: b.toWellFormed() });
        const two = keyOf({ a: c.toWellFormed(), b: d.toWellFormed() });
        if (one === null || two === null) return;
        expect(one.length).toBeLessThanOrEqual(maxKeyLength);
        expect(one.isWellFormed()).toBe(true);
        expect(one).not.toContain('#');
        const same = a.toWellFormed() === c.toWellFormed() && b.toWellFormed() === d.toWellFormed();
        expect(one === two).toBe(same);
      }),
    );
  });

  it('takes a lone surrogate', () => expect(keyOf({ a: '\ud800' })?.isWellFormed()).toBe(true));
});

describe('small parts', () => {
  it('hashes content, not order', () => {
    expect(revisionOf({ a: '1', b: '2' })).toBe(revisionOf({ b: '2', a: '1' }));
    expect(revisionOf({ a: '1', b: '2' })).not.toBe(revisionOf({ a: '12', b: '' }));
    expect(revisionOf({})).toMatch(/^[0-9a-f]{16}$/);
    expect(digestOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(digestOf({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(canonicalJson({ b: undefined, a: [undefined, null] })).toBe('{"a":[null,null]}');
  });

  it('suggests what is near, and nothing else', () => {
    expect(nearest('sevrity', ['severity', 'status'])).toBe('severity');
    expect(nearest('crit', ['critical', 'high'])).toBe('critical');
    expect(nearest('zebra', ['severity', 'status'])).toBeNull();
  });

  it.each([
    ['PT30M', 1_800_000],
    ['P1DT1H', 90_000_000],
    ['PT5S', 5_000],
    ['P', null],
    ['PT', null],
    ['30m', null],
  ])('duration %s', (text, ms) => expect(durationMs(text)).toBe(ms));

  it('tells times in words', () => expect(timeText(90_061_000)).toBe('1 day, 1 hour, 1 minute and 1 second'));

  it('describes every field of the language for editors', () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties } = schema as { properties?: Record<string, { description?: string }> };
      for (const [name, child] of Object.entries(properties ?? {})) if (child.description === undefined) undescribed.push(`${at}.${name}`);
      for (const [name, child] of Object.entries(schema)) walk(child, `${at}.${name}`);
    };
    walk(workspaceJsonSchemas(), '');
    expect(undescribed).toEqual([]);
  });

  it('survives hostile YAML with a problem, not a crash', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`;
    for (const text of [bomb, '['.repeat(20_000), '', '\u0000', '- 1', '!!js/function x', `x: ${'y'.repeat(1_000_001)}`]) {
      expect(parseWorkspace({ 'systems/x.yaml': text }).problems).not.toEqual([]);
    }
  });

  it('tells a flow in words', () => {
    const { workspace } = parseWorkspace(demoFiles());
    const words = workspace.flows.map(({ value }) => explainFlow(value)).join('\n');
    for (const part of [
      'All events of one cause become one incident',
      'because: Only critical alerts',
      'Coming back: within 30 minutes',
      'the newest version of a record wins',
      '4. otherwise: otherwise, group = Service Desk',
    ]) {
      expect(words).toContain(part);
    }
  });
});
