import { describe, expect, it } from '@jest/globals';
import { type CpuProfile, partOf, sharesOf } from './profile.ts';

describe('the part of the system that a file belongs to', () => {
  it.each([
    ['file:///app/dist/services/route/route.js', 'services/route'],
    ['file:///app/dist/libs/log/codec/skim.js', 'libs/log'],
    ['file:///app/dist/connectors/servicenow/client.js', 'connectors'],
    ['file:///app/node_modules/avsc/lib/types.js', 'node_modules/avsc'],
    ['file:///app/node_modules/@platformatic/kafka/dist/a.js', 'node_modules/@platformatic/kafka'],
    ['file:///app/node_modules/a/node_modules/b/index.js', 'node_modules/b'],
    ['node:buffer', null],
    ['', null],
  ])('%s', (url, part) => expect(partOf(url)).toBe(part));
});

describe('shares of a profile', () => {
  const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 0 });
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 4, 5] },
      { id: 2, callFrame: frame('decode', 'file:///app/dist/libs/log/codec.js'), children: [3] },
      { id: 3, callFrame: frame('utf8Slice') },
      { id: 4, callFrame: frame('(garbage collector)') },
      { id: 5, callFrame: frame('(idle)') },
    ],
    samples: [2, 3, 4, 5],
    timeDeltas: [100, 200, 100, 9_000],
  };

  it("leave idle time out and give Node's time to whoever called it", () => {
    expect(sharesOf(profile).parts).toEqual([
      { name: 'libs/log', share: 0.75 },
      { name: '(garbage collector)', share: 0.25 },
    ]);
  });
});
