import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CelError, type Condition, compileCondition, compileExpression, type Truth } from './cel.ts';
import { limits } from './cel-env.ts';
import { canonicalModels } from './models.ts';
import { ci, event } from './testdata/records.ts';

const fields = canonicalModels.fields('event') ?? {};

function condition(text: string): Condition {
  const compiled = compileCondition(text, 'event', fields);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.value;
}
function refusal(text: string): string {
  const compiled = compileCondition(text, 'event', fields);
  return compiled.ok ? 'accepted' : compiled.problems.map(({ message }) => message).join('; ');
}

/** Avro decodes records into classes of its own; expressions must not mind. */
class Decoded {
  constructor(fieldsOfRecord: object) {
    Object.assign(this, fieldsOfRecord);
  }
}
const change = new Decoded({ system: 'git', record: '1', title: 'roll-out', status: 'done', at: 5, ageMs: 1 });
const full = new Decoded({ ...event(), context: new Decoded({ ...event().context, ci: new Decoded(ci), changes: [change] }) });
const bare = new Decoded({ ...event(), context: null });

const table: readonly (readonly [string, Truth, Truth])[] = [
  ["event.severity == 'medium'", true, true],
  ["event.severity in ['high', 'medium']", true, true],
  ['event.startedAt > 5', true, true],
  ['event.startedAt == 1763767563000', true, true],
  ['event.startedAt + 5 > 3 && event.startedAt % 2 == 0', true, true],
  ["event.service == 'x'", null, null],
  ["event.service != 'x'", null, null],
  ["!(event.service == 'x')", null, null],
  ['event.service == null', true, true],
  ['event.service != null', false, false],
  ["event.labels.team == 'x'", null, null],
  ["'team' in event.labels", false, false],
  ['has(event.labels.pod)', true, true],
  ["event.labels['pod'] == 'hr-portal-web-1'", true, true],
  ["event.context.ci.criticality == 'operational'", true, null],
  ["event.context.ci.criticality == 'operational' || event.severity == 'medium'", true, true],
  ["event.context.ci.criticality == 'operational' || event.severity == 'low'", true, null],
  ["event.context.ci.criticality == 'operational' && event.severity == 'low'", false, false],
  ['has(event.context.ci)', true, false],
  ["event.context.changes.exists(c, c.system == 'git' && c.at > 3)", true, null],
  ["event.ciKeys.exists(k, k.startsWith('service/'))", true, true],
  ['size(event.ciKeys) == 1', true, true],
  ['event.ciKeys[0].contains("hr")', true, true],
  ['event.ciKeys[7] == "x"', null, null],
  ["event.name.matches('^Kube.*Looping$')", true, true],
  ["matches(event.name, 'Pod') && (event.title).matches('Pod')", true, true],
  ["event.labels[event.name] == 'x'", null, null],
  ["(event.severity == 'low') ? false : true", true, true],
];

describe('conditions', () => {
  it.each(table)('%s', (text, withContext, without) => {
    expect(condition(text).test(full)).toBe(withContext);
    expect(condition(text).test(bare)).toBe(without);
  });

  it('says which part decided, with the values it looked at', () => {
    const { why } = condition("event.severity == 'medium' && event.context.ci.criticality == 'mission_critical'");
    expect(why(full)).toContain('does not hold (event.context.ci.criticality = operational)');
    expect(why(bare)).toContain("can't be told (event.context.ci.criticality = no value), which counts as not matching");
    expect(condition("event.severity == 'medium'").why(full)).toBe("event.severity == 'medium' (event.severity = medium)");
  });

  it('tells a real error from a missing value', () => {
    expect(() => condition('event.startedAt / 0 > 1').test(full)).toThrow(CelError);
  });

  it('gives whole numbers and texts as expressions', () => {
    const value = (text: string): unknown => {
      const compiled = compileExpression(text, 'event', fields);
      return compiled.ok ? compiled.value.evaluate(bare) : compiled.problems;
    };
    expect(value('event.startedAt / 1000')).toBe(1_763_767_563);
    expect(value('event.name + "!"')).toBe('KubePodCrashLooping!');
    expect(value('event.context.ci.name + "!"')).toBeNull();
  });
});

describe('what an expression may not do', () => {
  it.each([
    ['event.constructor == null', "no field 'constructor'"],
    ["event['__proto__'] == null", "no field '__proto__'"],
    ["event.constructor.constructor('return process')()", 'not an expression'],
    ['event.context.ci == 5', 'group of fields'],
    ['process.exit()', "unknown name 'process'"],
    ['globalThis.x == 1', "unknown name 'globalThis'"],
    ['this.x == 1', "unknown name 'this'"],
    ["eval('1') == 1", 'eval'],
    ['event.name.matches(event.title)', 'computed'],
    [`event.name.matches('${'a'.repeat(limits.pattern + 1)}')`, 'longer than'],
    [`${'('.repeat(200)}true${')'.repeat(200)}`, 'not an expression'],
    [`${'true||'.repeat(200)}true`, 'not an expression'],
    [`event.name == '${'x'.repeat(3_000)}'`, 'longer than'],
    ['event.ciKeys.all(a, event.ciKeys.all(b, event.ciKeys.all(c, a == c)))', 'nested deeper'],
    ['event.ciKeys.all(event, event == "x")', "can't be a loop's name"],
  ])('%s', (text, words) => {
    expect(refusal(text)).toContain(words);
  });

  it('sees keys such as __proto__ and constructor as plain, absent labels', () => {
    const hostile = { ...event(), labels: JSON.parse('{"__proto__":"p","constructor":"c"}') as Record<string, string> };
    for (const key of ['toString', 'hasOwnProperty', 'valueOf']) expect(condition(`event.labels.${key} == 'x'`).test(hostile)).toBeNull();
    expect(condition("event.labels['__proto__'] == 'p'").test(hostile)).toBe(true);
    expect(condition("event.labels['constructor'] == 'c'").test(hostile)).toBe(true);
    expect(condition("event.labels['constructor'] == 'c'").test(event())).toBeNull();
    expect(condition("event.labels[event.name] == 'x'").test({ ...event(), name: 'constructor' })).toBeNull();
    expect(condition("event.labels[event.name] == 'x'").test({ ...event(), name: '__proto__' })).toBeNull();
  });

  it('never throws anything but CelError, whatever the text', () => {
    const words = [
      'event',
      '.severity',
      '.labels',
      "['x']",
      '.constructor',
      '.__proto__',
      '==',
      '!=',
      '&&',
      '||',
      '!',
      '(',
      ')',
      "'critical'",
      '5',
      'null',
      'has(',
      '.matches(',
      ' in ',
      '[',
      ']',
      '?',
      ':',
      '.exists(k, k',
      'size(',
    ];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => {
        const compiled = compileCondition(source, 'event', fields);
        if (!compiled.ok) return compiled.problems.length > 0;
        try {
          return [true, false, null].includes(compiled.value.test(bare));
        } catch (error) {
          return error instanceof CelError;
        }
      }),
      { numRuns: 600 },
    );
  });

  it('runs a pattern that would backtrack for ever elsewhere', () => {
    expect(condition("event.name.matches('^(a+)+$')").test({ ...event(), name: `${'a'.repeat(40)}b` })).toBe(false);
  });
});

describe('expressions that are compiled alone', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["event.name.contains('🐱')", true],
    ["event.name.contains('\\U0001F431')", true],
    ["(event.name + '!').endsWith('🐱!')", true],
    ['double(1e+3) == 1000.0', true],
    ["('a' + 'b') + ('c' + event.name.substring(0, 0)) == 'abc'", true],
  ];
  it.each(cases)('%s', (text, wanted) => {
    const compiled = compileExpression(text, 'event', fields);
    expect(compiled.ok && compiled.value.evaluate({ name: 'a 🐱' })).toBe(wanted);
  });

  it('a whole number beyond 64 bits is an error, not another number', () => {
    const compiled = compileExpression('int(1e99)', 'event', fields);
    expect(() => compiled.ok && compiled.value.evaluate({})).toThrow('64 bits');
  });
});
