import type { Models } from '../models.ts';
import { splitPath } from '../paths.ts';
import { patterns } from '../patterns/patterns.ts';
import type { Flow } from '../schema/flow.ts';
import type { Report } from './report.ts';

/** Fields that a ticket made from events must be told. */
const ticketFields = ['title', 'description', 'impact', 'urgency', 'group'];

/** Fields that no source changes once a record exists; labels may be named one by one. */
const immutable: ReadonlySet<string> = new Set(['meta.system', 'meta.record', 'name', 'number', 'resource', 'serialNumber']);

export function checkPattern(flow: Flow, models: Models, report: Report): void {
  const { spec } = flow;
  checkCorrelate(flow, models, report);
  const waiting = patterns.find(({ name }) => name === spec.pattern)?.waiting ?? null;
  if (waiting !== null)
    report('flow.pattern.waiting', ['spec', 'pattern'], { message: `pattern '${spec.pattern}' can't run yet: ${waiting}` });
  else if (spec.pattern === 'event-to-incident') checkEventToIncident(flow, report);
  else checkRecordCopy(flow, models, report);
}

function checkEventToIncident({ spec }: Flow, report: Report): void {
  for (const [end, model] of [
    ['source', 'event'],
    ['target', 'incident'],
  ] as const) {
    if (spec[end].model === model) continue;
    report('flow.pattern.parts', ['spec', end, 'model'], {
      message: `event-to-incident takes events and makes incidents, not '${spec[end].model}'`,
      expected: model,
    });
  }
  if (spec.episode === undefined) {
    report('flow.pattern.parts', ['spec'], {
      message: 'event-to-incident needs an episode',
      expected: 'episode: { reopenWithin, resolved }',
      hint: 'say when a ticket is resolved and reopened',
    });
  }
  const filled = new Set(spec.map.map((row) => row.to));
  for (const field of ticketFields) {
    if (!filled.has(field))
      report('flow.pattern.parts', ['spec', 'map'], {
        message: `no row fills '${field}'`,
        expected: `rows for ${ticketFields.join(', ')}`,
        hint: `add a row with to: ${field}`,
      });
  }
}

/** Records of a workspace's own models may become each other; canonical ones are copied as they are. */
function checkRecordCopy({ spec }: Flow, models: Models, report: Report): void {
  const isOwn = models.isOwn(spec.source.model) || models.isOwn(spec.target.model);
  if (spec.source.model !== spec.target.model && !isOwn) {
    report('flow.pattern.parts', ['spec', 'target', 'model'], {
      message: `configuration-synchronization copies a model to the same model, not ${spec.source.model} to ${spec.target.model}`,
      expected: spec.source.model,
    });
  }
  if (spec.episode !== undefined) {
    report('flow.pattern.parts', ['spec', 'episode'], {
      message: 'configuration-synchronization has no episodes',
      hint: 'remove it, or use event-to-incident',
    });
  }
}

function checkCorrelate({ spec }: Flow, models: Models, report: Report): void {
  const fields = models.fields(spec.source.model);
  if (fields === undefined) return;
  for (const [i, text] of spec.correlate.entries()) {
    const segments = splitPath(text);
    const [first, second] = segments ?? [];
    if (segments === null || first === undefined || !Object.hasOwn(fields, first)) continue;
    const isLabel = first === 'labels' && second !== undefined;
    if (isLabel || (models.isOwn(spec.source.model) ? first === 'meta' : immutable.has(segments.join('.')))) continue;
    const some = models.isOwn(spec.source.model)
      ? 'meta.record'
      : spec.source.model === 'event'
        ? 'labels.<name>, name, resource, meta.record'
        : 'number, name, meta.record';
    report('flow.correlate.mutable', ['spec', 'correlate', i], {
      message: `'${text}' can change while the target record exists`,
      expected: `fields that never change: ${some}`,
      hint: first === 'service' ? 'a service is reassigned; use the label that names it' : null,
    });
  }
}
