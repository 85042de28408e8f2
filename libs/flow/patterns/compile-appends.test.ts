import { describe, expect, it } from '@jest/globals';
import type { Comment } from '#libs/model';
import { compileWorkspace } from '../compile.ts';
import { parseWorkspace } from '../parse.ts';
import { demoFiles } from '../testdata/demo.ts';
import { event, incident } from '../testdata/records.ts';

const alerts = 'flows/prometheus-to-servicenow/flow.yaml';
const audit = 'flows/audit-to-files/flow.yaml';

/** What a flow of the demo workspace wants of a record, with these lines added to its spec in place of what it has. */
function wanted(file: string, added: string, record: unknown): { readonly notes?: unknown; readonly comments?: unknown } {
  const files = demoFiles();
  const text = (files[file] ?? '').replace(/\n {2}(notes|comments):(\n {4}.*|\n\s*$)*/g, '');
  const { workspace, problems } = parseWorkspace({ ...files, [file]: `${text.trimEnd()}\n${added}` });
  expect(problems).toEqual([]);
  const compiled = compileWorkspace(workspace, 'r');
  const flow = compiled.flows.find(({ name }) => file.includes(`/${name}/`));
  const made = flow?.contribute(record);
  if (made?.kind !== 'contribution') throw new Error(JSON.stringify(made));
  return JSON.parse(made.want) as { readonly notes?: unknown; readonly comments?: unknown };
}

describe('notes of a flow', () => {
  const notes = `  notes:
    - { on: resolved, text: '{{name}} is over', audience: comment, reason: They wait for it }
    - { on: joined, text: '{{resource}} in {{labels.namespace}}, for {{route.group}}' }
    - { on: severity-raised, text: '{{labels.nothing}}' }
`;

  it('are filled from the record and the route; those that may be said of it, and none without a text', () => {
    expect(wanted(alerts, notes, event()).notes).toEqual([
      { on: 'joined', audience: 'note', text: 'hr-portal-web-1 in hr-portal, for HR Applications' },
    ]);
    expect(wanted(alerts, notes, event({ status: 'resolved' })).notes).toEqual([
      { on: 'resolved', audience: 'comment', text: 'KubePodCrashLooping is over' },
    ]);
  });

  it('are not carried where a flow has none', () => {
    expect(wanted(alerts, '', event())).not.toHaveProperty('notes');
  });
});

describe('comments of a flow', () => {
  const comments: Comment[] = [
    { id: 'c1', author: 'Ann', at: 1, visibility: 'internal', body: 'it was the disk' },
    { id: 'c2', author: null, at: 2, visibility: 'public', body: 'we are on it' },
    { id: 'c3', author: 'Junctor', at: 3, visibility: 'public', body: 'said before [jr:0a1b2c3d]\nby us' },
  ];
  const copied = (added: string): unknown => wanted(audit, added, incident({ comments })).comments;

  it.each([
    ['for nobody but those who work on it', '  comments: {}\n', ['note Ann: it was the disk', 'note public: we are on it']],
    ['public ones for the requester', '  comments: { public: comment }\n', ['note Ann: it was the disk', 'comment public: we are on it']],
    ['none that are internal', "  comments: { internal: none, text: '{{body}}' }\n", ['note we are on it']],
  ])('are copied %s, and never what we wrote ourselves', (_name, added, texts) => {
    expect((copied(added) as { audience: string; text: string }[]).map(({ audience, text }) => `${audience} ${text}`)).toEqual(texts);
  });

  it('are not carried where a flow copies none', () => {
    expect(copied('')).toBeUndefined();
  });
});

it.each([
  [alerts, "  notes:\n    - { on: resolved, text: '{{nme}}' }\n", 'spec.notes[0].text'],
  [audit, "  comments: { text: '{{bdy}}' }\n", 'spec.comments.text'],
])('a text that names no field is refused at its place (%s)', (file, added, field) => {
  expect(() => wanted(file, added, event())).toThrow(field);
});
