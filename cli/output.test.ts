import { describe, expect, it } from '@jest/globals';
import { nodeFinding } from './doctor/machine.ts';
import { stateOf } from './journey/state.ts';
import { colorsOf, plain, spanText, table } from './output.ts';
import { addressOf } from './reach.ts';

describe('plain', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u0007', '?[31mred?'],
    ['a turned direction', 'abc\u202edef', 'abc?def'],
    ['several lines', 'a\r\nb\tc', 'a b c'],
    ['text of any script', 'Störung 障害 🔥', 'Störung 障害 🔥'],
  ])('%s', (_name, text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  it('cuts what is too long', () => {
    expect(plain('x'.repeat(300))).toHaveLength(200);
  });
});

it.each([
  [7, '7 ms'],
  [1_240, '1.2 s'],
  [90_000, '1.5 min'],
  [-2_000, '-2.0 s'],
  [172_800_000, '2.0 d'],
])('spanText %d', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

it('makes columns as wide as they need to be', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['long', 'x'],
        ['s', 'y'],
      ],
      colorsOf({ color: false }),
    ),
  ).toEqual(['A     B', 'long  x', 's     y']);
});

it.each([
  ['127.0.0.1:9092', { host: '127.0.0.1', port: 9092 }],
  ['kafka', { host: 'kafka', port: 9092 }],
  ['postgres://user:secret@db/junctor', { host: 'db', port: 5432 }],
  ['https://registry.example/apis', { host: 'registry.example', port: 443 }],
  ['http://[::1]:8081', { host: '::1', port: 8081 }],
  ['', null],
  ['http://', null],
])('addressOf %s', (text, address) => {
  expect(addressOf(text)).toEqual(address);
});

it.each([
  ['24.11.0', 'ok'],
  ['24.10.9', 'fail'],
  ['22.22.0', 'fail'],
  ['26.1.0', 'ok'],
])('Node %s', (version, state) => {
  expect(nodeFinding(version).state).toBe(state);
});

describe('stateOf', () => {
  const outcome = (kind: string, deliveryIds: string[]): Parameters<typeof stateOf>[0][number] => ({
    id: kind,
    messageId: 'm',
    kind,
    stage: kind === 'routed' ? 'route' : 'deliver',
    reason: null,
    flow: null,
    system: 's',
    record: 'r',
    version: 1,
    targetSystem: null,
    targetKey: null,
    deliveryIds,
    remoteId: null,
    remoteNumber: null,
    remoteUrl: null,
    attempts: 0,
    possibleDuplicate: false,
    occurredAt: 0,
    finishedAt: 0,
    traceId: null,
    trail: '[]',
  });
  it.each([
    ['nothing yet', [], 'in flight'],
    ['routed, not delivered', [outcome('routed', ['a', 'b'])], '2 waiting'],
    ['one of two delivered', [outcome('routed', ['a', 'b']), outcome('delivered', ['a'])], 'delivered, 1 waiting'],
    ['all ended', [outcome('routed', ['a', 'b']), outcome('delivered', ['a']), outcome('noop', ['b'])], 'delivered, noop'],
    ['filtered', [outcome('filtered', [])], 'filtered'],
  ])('%s', (_name, outcomes, state) => {
    expect(stateOf(outcomes)).toBe(state);
  });
});
