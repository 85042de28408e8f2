import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { diffWorkspaces } from './diff.ts';
import { parseWorkspace } from './parse.ts';

const flowFile = 'flows/prometheus-to-servicenow/flow.yaml';
const systemFile = 'systems/servicenow.yaml';
const files = Object.fromEntries(
  [flowFile, systemFile].map((path) => [path, readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')]),
);
const parsed = (over: Record<string, string | undefined>) => {
  const given = Object.entries({ ...files, ...over }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { workspace, problems } = parseWorkspace(Object.fromEntries(given));
  expect(problems).toEqual([]);
  return workspace;
};
const changed = (file: string, from: string, to: string) => {
  const text = files[file] ?? '';
  expect(text).toContain(from);
  return diffWorkspaces(parsed({}), parsed({ [file]: text.replace(from, to) })).map(({ text: words, effect }) => [words, effect]);
};

describe('what changes between two workspaces', () => {
  it('is nothing between equal ones, whatever their comments', () => {
    expect(changed(flowFile, 'spec:', '# a comment\nspec:')).toEqual([]);
  });

  it.each([
    ['reopenWithin: PT30M', 'reopenWithin: PT1H', 'episode.reopenWithin is PT1H instead of PT30M', null],
    ['value: software', 'value: hardware', 'category is filled from "hardware" instead of "software"', null],
    ['group: Cluster Operations', 'group: Platform', 'rule node sets group = Platform instead of group = Cluster Operations', null],
    ["event.severity != 'info'", "event.severity == 'high'", "when is event.severity == 'high' instead of event.severity != 'info'", null],
    ['impact: { critical: high', 'impact: { critical: medium', 'impact: critical becomes medium instead of high', null],
    ['owner: sre-platform', 'owner: others', 'owner is others instead of sre-platform', null],
    [
      'correlate: [labels.cluster, labels.namespace, name]',
      'correlate: [labels.cluster, name]',
      'one target record is named by labels.cluster, name instead of labels.cluster, labels.namespace, name',
      'tickets that are open now are not found under the new key: later events of their cause open new ones',
    ],
    [
      '{ critical: high, high: medium, medium: medium, low: low }',
      '{ critical: high, high: medium, medium: medium }',
      'urgency: low is mapped no longer',
      'records with it are parked',
    ],
  ])('%s -> %s', (from, to, words, effect) => {
    expect(changed(flowFile, from, to)).toEqual([[words, effect]]);
  });

  it('tells rules that come, go and change places', () => {
    const text = files[flowFile] ?? '';
    const [head = '', ...rules] = text.split(/(?= {4}- name: )/);
    const [first = '', second = '', ...others] = rules;
    const between = diffWorkspaces(parsed({}), parsed({ [flowFile]: [head, second, first, ...others].join('') }));
    expect(between.map((each) => each.text)).toEqual([
      'the rules are asked in another order: node, tier-1-critical, owning-team, otherwise instead of tier-1-critical, node, owning-team, otherwise',
    ]);
    const without = diffWorkspaces(parsed({}), parsed({ [flowFile]: [head, second, ...others].join('') }));
    expect(without.map((each) => each.text)).toEqual([
      "rule tier-1-critical is gone (when event.severity == 'critical' && event.context.ci.criticality == 'mission_critical' sets group = Major Incident)",
    ]);
  });

  it('tells systems and flows that come and go, and what that does', () => {
    const without = parsed({ [flowFile]: undefined });
    expect(diffWorkspaces(parsed({}), without)).toMatchObject([
      { what: 'removed', text: 'flow prometheus-to-servicenow is gone', effect: expect.stringContaining('stay as they are') },
    ]);
    expect(diffWorkspaces(without, parsed({}))).toMatchObject([{ what: 'added', kind: 'flow', effect: null }]);
  });
});
