/** What a contribution carries for its pattern's fold. */
import type { ExpressionProblem } from '../cel-rewrite.ts';
import type { Fields } from '../fields.ts';
import type { Ticket } from '../map.ts';
import { compileTemplate } from '../operand.ts';
import { durationMs } from '../schema/base.ts';
import type { Flow } from '../schema/flow.ts';

/** JSON shape of `want` for event-to-incident. */
export interface EpisodeWant {
  readonly ticket: Ticket;
  readonly line: string;
  readonly open: Readonly<Record<string, string>>;
  readonly reopen: Readonly<Record<string, string>>;
  readonly resolved: Readonly<Record<string, string>>;
  readonly reopenWithinMs: number;
}

/** JSON shape of `want` for configuration-synchronization. */
export interface RecordWant {
  readonly ticket: Ticket;
}

export type WantOf = (
  record: unknown,
  ticket: Ticket,
) => { readonly want: string; readonly phase: 'active' | 'resolved'; readonly rank: number };

/** Severities from the least to the most urgent; the rank of an event is its place here. */
const severities = ['info', 'low', 'medium', 'high', 'critical'];

const defaultLine = '{{severity}} {{name}} {{resource | meta.record}}';
const maxLine = 300;

export function compileWant(
  spec: Flow['spec'],
  fields: Fields,
): { readonly ok: true; readonly value: WantOf } | { readonly ok: false; readonly problem: ExpressionProblem } {
  if (spec.episode === undefined || !Object.hasOwn(fields, 'severity')) {
    return { ok: true, value: (_record, ticket) => ({ want: JSON.stringify({ ticket } satisfies RecordWant), phase: 'active', rank: 0 }) };
  }
  const template = compileTemplate(spec.episode.line ?? defaultLine, fields);
  if (!template.ok) return template;
  const { render } = template.value;
  const { open = { status: 'new' }, reopen = { status: 'in_progress' }, resolved } = spec.episode;
  const reopenWithinMs = durationMs(spec.episode.reopenWithin) ?? 0;
  const fixed = JSON.stringify({ open, reopen, resolved, reopenWithinMs }).slice(1);
  const value: WantOf = (record, ticket) => {
    const { severity, status } = record as { severity?: string; status?: string };
    const line = (render(record, {}) ?? '').replace(/\s+/g, ' ').slice(0, maxLine);
    return {
      want: `{"ticket":${JSON.stringify(ticket)},"line":${JSON.stringify(line)},${fixed}`,
      phase: status === 'resolved' ? 'resolved' : 'active',
      rank: Math.max(0, severities.indexOf(severity ?? '')),
    };
  };
  return { ok: true, value };
}
