/** No path leads from an expression to the host, and none takes it down: known attempts, and made-up ones. */
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limits } from './cel-env.ts';
import { checkWorkspace, compileWorkspace, parseWorkspace } from './index.ts';
import { event } from './testdata/records.ts';

type Ended = { readonly kind: 'refused' | 'parked' | 'value'; readonly text: string };

const flowWith = (expression: string): string => `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: f, owner: test, purpose: One expression. }
spec:
  pattern: event-to-incident
  source: { system: monitoring, model: event }
  target: { system: desk, model: incident }
  correlate: [name]
  map: [{ to: title, expr: ${JSON.stringify(expression)}, reason: test }]
  route: [{ name: otherwise, set: { group: Desk } }]
  episode: { reopenWithin: PT30M, resolved: { status: resolved } }
`;

/** What becomes of an expression in a workspace file, for one record. Throws what it must never throw. */
function ended(expression: string, record: unknown): Ended {
  const { workspace, problems } = parseWorkspace({ 'flows/f/flow.yaml': flowWith(expression) });
  const found = [...problems, ...checkWorkspace(workspace, { connectors: {} })].filter(({ field }) => field.startsWith('spec.map[0]'));
  if (found.length > 0) return { kind: 'refused', text: found.map(({ message }) => message).join('; ') };
  const made = compileWorkspace(workspace, 'r').flows[0]?.contribute(record);
  if (made === undefined) throw new Error('there is no flow');
  if (made.kind === 'review') return { kind: 'parked', text: made.evidence.message };
  const { ticket } = JSON.parse(made.want) as { ticket: { title?: unknown } };
  const { title } = ticket;
  return { kind: 'value', text: typeof title === 'object' && title !== null ? JSON.stringify(title) : String(title) };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

const labels = JSON.parse('{"team":"a","__proto__":"p","constructor":"c","toString":"t"}') as Record<string, string>;
const many = frozen(event({ ciKeys: Array.from({ length: 1_000 }, (_, i) => `k${i}`), description: 'x'.repeat(600_000), labels }));

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const shapes = (): string => JSON.stringify(prototypes.map((each) => Object.getOwnPropertyNames(each).sort()));
const before = shapes();
const globals = Object.getOwnPropertyNames(globalThis).length;

afterEach(() => {
  expect(shapes()).toBe(before);
  expect(Object.getOwnPropertyNames(globalThis).length).toBe(globals);
});

const repeated = (text: string, n: number, between = ''): string => Array.from({ length: n }, () => text).join(between);

const attempts: readonly (readonly [name: string, expression: string, kind: Ended['kind'], words: string])[] = [
  ['the constructor of the record', 'event.constructor', 'refused', "no field 'constructor'"],
  ['the constructor of a text', 'event.name.constructor', 'refused', 'single value'],
  ['the constructor of a written text', "'a'.constructor", 'refused', ''],
  ['the constructor of a list', '[].constructor', 'refused', ''],
  ['the constructor of a map', "{'a': 'b'}.constructor", 'value', 'undefined'],
  ['a function made from a text', "event.name.constructor.constructor('return process')()", 'refused', ''],
  ['the prototype of the record', "event['__proto__']", 'refused', "no field '__proto__'"],
  ['a label that is named as the prototype', "event.labels['__proto__']", 'value', 'p'],
  ['a label that is named as a method', 'event.labels.toString', 'value', 't'],
  ['a method that is no label', 'string(event.labels.hasOwnProperty)', 'value', 'undefined'],
  ['a key worked out', "event.labels['con' + 'structor']", 'value', 'c'],
  ['the prototype of a written map', "string({'__proto__': 'x'}['polluted'])", 'value', 'undefined'],
  ['a getter of a written map', "{'__defineGetter__': 'x'}.__lookupGetter__('y')", 'refused', ''],
  ['the host by name', 'process.env.HOME', 'refused', "unknown name 'process'"],
  ['the global object', 'globalThis', 'refused', "unknown name 'globalThis'"],
  ['this', 'this', 'refused', "unknown name 'this'"],
  ['a module', "require('fs').readFileSync('/etc/passwd')", 'refused', ''],
  ['an import', "import('fs')", 'refused', ''],
  ['the name of a variable of ours', 's__0', 'refused', "unknown name 's__0'"],
  ['a function of ours', 'loop_over(event.ciKeys)[0]', 'value', 'k0'],
  ['a binding of the engine', 'cel.bind(x, event, x)', 'refused', 'unknown name'],
  ['an assignment', "event.name = 'x'", 'refused', 'not an expression'],
  ['a template', '`$' + '{process}`', 'refused', 'not an expression'],
  ['the record under another name', '[1].map(event, event)[0]', 'refused', "can't be a loop's name"],
  ['the record itself', 'dyn(event)', 'refused', ''],
  ['a pattern that is computed', 'event.name.matches(event.title)', 'refused', 'computed'],
  ['a pattern that backtracks', "event.description.matches('^(x+)+y$') ? 'a' : 'b'", 'value', 'b'],
  ['a pattern that repeats too often', "event.name.matches('((a{1,1000}){1,1000}){1,1000}') ? 'a' : 'b'", 'refused', ''],
  ['a back reference', "event.name.matches('(a)\\\\1') ? 'a' : 'b'", 'refused', 'not a pattern'],
  ['parentheses without end', `${'('.repeat(900)}event.name${')'.repeat(900)}`, 'refused', ''],
  ['lists in lists', `${'['.repeat(400)}1${']'.repeat(400)}`, 'refused', ''],
  ['negations without end', `${'!'.repeat(1_500)}true ? 'a' : 'b'`, 'refused', ''],
  ['conditions in conditions', `${repeated("true ? 'a' : ", 120)}'b'`, 'refused', ''],
  ['more text than may stand there', `'${'x'.repeat(limits.length)}'`, 'refused', 'is not allowed here'],
  ['more parts than may stand there', repeated("'a'", 200, ' + '), 'refused', ''],
  [
    'loops in loops in loops',
    'event.ciKeys.all(a, event.ciKeys.all(b, event.ciKeys.all(c, a == c))) ? "y" : "n"',
    'refused',
    'nested deeper',
  ],
  ['a loop in a loop over much', "event.ciKeys.all(a, event.ciKeys.all(b, a != 'z')) ? 'y' : 'n'", 'parked', 'turns of its loops'],
  ['a loop over a text taken apart', "event.description.split('').all(a, a == 'x') ? 'y' : 'n'", 'parked', 'turns of its loops'],
  [
    'a loop over a list made longer',
    `(${repeated('event.ciKeys', 60, ' + ')}).all(a, a != 'z') ? 'y' : 'n'`,
    'parked',
    'turns of its loops',
  ],
  [
    'a loop over a list of a loop',
    "event.ciKeys.map(a, event.ciKeys.map(b, a + b)).size() > 0 ? 'y' : 'n'",
    'parked',
    'turns of its loops',
  ],
  [
    'a loop over what a loop names',
    `[${repeated('event.ciKeys', 60, ', ')}].all(a, a.all(b, b != 'z')) ? 'y' : 'n'`,
    'parked',
    'turns of its loops',
  ],
  ['a text that grows beyond memory', "event.ciKeys.map(a, event.description).join('').size() > 1 ? 'y' : 'n'", 'parked', 'string length'],
  ['a number that grows beyond memory', '9223372036854775807 * 9223372036854775807', 'refused', ''],
  ['a division by nothing', 'string(event.startedAt / (event.startedAt - event.startedAt))', 'parked', ''],
  ['an index that is not there', 'event.ciKeys[-1]', 'value', 'undefined'],
];

describe('a way out of an expression', () => {
  it.each(attempts)('%s', (_name, expression, kind, words) => {
    const end = ended(expression, many);
    expect([end.kind, end.text]).toEqual([kind, expect.stringContaining(words)]);
  });

  it('none by what a sender puts into a record', () => {
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'valueOf',
      'then',
      '__defineGetter__',
      'length',
      'loop_over',
      's__0',
    ];
    const property = fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...names),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      (key, name, value) => {
        const record = frozen(
          event({ labels: JSON.parse(JSON.stringify({ [key]: value })) as Record<string, string>, name, title: '{{event.name}}' }),
        );
        for (const expression of [
          'event.labels[event.name]',
          'event.title',
          "event.labels.exists(k, k == event.name) ? 'y' : 'n'",
          "event.labels.map(k, k).join(',')",
        ])
          expect(['value', 'parked']).toContain(ended(expression, record).kind);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('none by any words put together', () => {
    const words = [
      ...[
        'event',
        '.name',
        '.labels',
        '.ciKeys',
        '.constructor',
        '.__proto__',
        '.prototype',
        "['constructor']",
        "['__proto__']",
        '[0]',
        '[event.name]',
      ],
      ...[
        '.map(x, x)',
        '.filter(x, true)',
        '.all(x, x == x)',
        '.exists(event, true)',
        '.map(x, event.ciKeys)',
        '.split("")',
        '.join("")',
        ".matches('(a+)+$')",
      ],
      ...[
        '.call(1)',
        '.apply(1)',
        '.bind(1)',
        '()',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ':',
        ',',
        '?',
        ' + ',
        ' == ',
        ' in ',
        '!',
        '-',
        "'a'",
        '1',
        '1.5',
        'null',
        'b"x"',
        'true',
      ],
      ...[
        'type(',
        'dyn(',
        'bytes(',
        'string(',
        'int(',
        'has(',
        'size(',
        'cel.bind(x, 1, x)',
        'optional.none()',
        'timestamp(1)',
        'process',
        'globalThis',
        'this',
        'loop_over(',
        's__0',
        'm__0',
      ],
    ];
    const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''));
    const small = frozen(event({ labels }));
    fc.assert(
      fc.property(text, (expression) => {
        expect(['refused', 'parked', 'value']).toContain(ended(expression, small).kind);
      }),
      { numRuns: 1_500 },
    );
  });
});
