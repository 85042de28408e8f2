import { describe, expect, it } from '@jest/globals';
import { diffWaivers } from './diff-waivers.ts';
import { parseWorkspace } from './parse.ts';

interface Given {
  readonly rule?: string;
  readonly field?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly until?: string;
}

function workspaceWith(...waivers: readonly Given[]) {
  const full = waivers.map((waiver) => ({
    ...{ rule: 'flow.reason', file: 'flows/a/flow.yaml', reason: 'moved next quarter', owner: 'desk', until: '2026-12-31' },
    ...waiver,
  }));
  const { workspace, problems } = parseWorkspace({
    'waivers.yaml': JSON.stringify({ apiVersion: 'junctor.io/v1', kind: 'Waivers', spec: { waivers: full } }),
  });
  expect(problems).toEqual([]);
  return workspace;
}

const place = 'flow.reason in flows/a/flow.yaml';
const back = 'what it let pass is a finding of check again';

describe('what changes in the waivers', () => {
  it.each<[string, Given[], Given[], string, unknown[]]>([
    ['nothing', [{}], [{}], '2026-11-22', []],
    ['one more', [], [{}], '2026-11-22', [['added', place, 'let pass until 2026-12-31: moved next quarter (desk)', null]]],
    ['one less', [{}], [], '2026-11-22', [['removed', place, 'the waiver is gone', back]]],
    ['one that has ended', [{}], [{}], '2027-01-01', [['changed', place, 'the waiver ended on 2026-12-31', back]]],
    ['on its last day it counts', [{}], [{}], '2026-12-31', []],
    [
      'one that is longer',
      [{}],
      [{ until: '2027-03-01' }],
      '2026-11-22',
      [['changed', place, 'let pass until 2027-03-01 instead of 2026-12-31', null]],
    ],
    ['another owner', [{}], [{ owner: 'ops' }], '2026-11-22', [['changed', place, 'ops answers for it instead of desk', null]]],
    [
      'another reason',
      [{}],
      [{ reason: 'the vendor is late' }],
      '2026-11-22',
      [['changed', place, 'the reason is the vendor is late', null]],
    ],
    [
      'another place',
      [{ field: 'spec.map[3]' }],
      [{}],
      '2026-11-22',
      [
        ['added', place, 'let pass until 2026-12-31: moved next quarter (desk)', null],
        ['removed', `${place} at spec.map[3]`, 'the waiver is gone', back],
      ],
    ],
  ])('%s', (_, before, after, today, expected) => {
    const changes = diffWaivers(workspaceWith(...before), workspaceWith(...after), today);
    expect(changes.map(({ what, name, text, effect }) => [what, name, text, effect])).toEqual(expected);
  });
});
