import type { Models } from '../models.ts';
import { commentFields } from '../patterns/compile-comments.ts';
import type { Flow } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import type { NamedSystems } from './ends.ts';
import { connectorOf, type Facts } from './facts.ts';
import type { Report } from './report.ts';

/** Texts that a flow adds: does its pattern have them, does the target take them, and who may read them? */
export function checkAppends(flow: Flow, { systems }: NamedSystems, models: Models, facts: Facts, report: Report): void {
  checkParts(flow, models, report);
  checkNotes(flow, report);
  checkComments(flow, report);
  checkTarget(flow, systems, facts, report);
}

function checkParts({ spec }: Flow, models: Models, report: Report): void {
  const noteless = spec.notes.length > 0 && spec.pattern !== 'event-to-incident';
  if (noteless)
    report('flow.pattern.parts', ['spec', 'notes'], {
      message: `${spec.pattern} has no notes: nothing happens to its records that they could speak of`,
      hint: 'remove them; comments of records are copied with comments: { ... }',
    });
  if (spec.comments === undefined) return;
  const fields = models.fields(spec.source.model);
  if (spec.pattern !== 'configuration-synchronization')
    report('flow.pattern.parts', ['spec', 'comments'], {
      message: `${spec.pattern} copies no comments`,
      hint: 'remove it; what happens to a ticket is told with notes: [ ... ]',
    });
  else if (fields !== undefined && commentFields(fields) === undefined)
    report('flow.pattern.parts', ['spec', 'comments'], { message: `a ${spec.source.model} carries no comments`, hint: 'remove it' });
}

function checkNotes({ spec }: Flow, report: Report): void {
  const seen = new Set<string>();
  for (const [i, { on, audience, reason }] of spec.notes.entries()) {
    if (seen.has(`${on}/${audience}`))
      report('flow.append.twice', ['spec', 'notes', i], { message: `another ${audience} is added on '${on}' already` });
    seen.add(`${on}/${audience}`);
    if (audience === 'comment' && reason === undefined)
      report('flow.append.audience', ['spec', 'notes', i, 'audience'], {
        message: `this text on '${on}' is read by the one who asked, and nothing says why`,
      });
  }
}

function checkComments({ spec: { comments } }: Flow, report: Report): void {
  if (comments?.internal !== 'comment' || comments.reason !== undefined) return;
  report('flow.append.audience', ['spec', 'comments', 'internal'], {
    message: 'internal comments become readable for the one who asked, and nothing says why',
  });
}

function checkTarget({ spec }: Flow, systems: ReadonlyMap<string, System>, facts: Facts, report: Report): void {
  const system = systems.get(spec.target.system);
  const target = system && connectorOf(facts, system.spec.connector);
  const { model } = spec.target;
  if (target?.appends === undefined || !target.models.includes(model)) return;
  const taken = target.appends[model] ?? [];
  const wanted = [
    ...spec.notes.map(({ audience }, i) => ({ audience, at: ['spec', 'notes', i, 'audience'] as const })),
    ...(['internal', 'public'] as const).flatMap((kind) => {
      const audience = spec.comments?.[kind] ?? 'none';
      return audience === 'none' ? [] : [{ audience, at: ['spec', 'comments', kind] as const }];
    }),
  ];
  for (const { audience, at } of wanted) {
    if (taken.includes(audience)) continue;
    report('flow.append.target', at, {
      message: `'${spec.target.system}' takes no ${audience} in its ${model} records`,
      expected: `it takes: ${taken.length === 0 ? 'no texts' : taken.join(', ')}`,
    });
  }
}
