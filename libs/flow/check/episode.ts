import { typeText } from '../fields.ts';
import type { Models } from '../models.ts';
import type { Flow } from '../schema/flow.ts';
import { oneOf, suggestion } from '../suggest.ts';
import type { Report } from './report.ts';

/** What a ticket system asks for before it takes a ticket as resolved. */
const companions = ['status', 'resolutionCode', 'resolutionNotes'];

export function checkEpisode({ spec }: Flow, models: Models, report: Report): void {
  const target = models.fields(spec.target.model);
  if (spec.episode === undefined || target === undefined) return;
  for (const part of ['open', 'reopen', 'resolved'] as const) {
    for (const [name, value] of Object.entries(spec.episode[part] ?? {})) {
      const at = ['spec', 'episode', part, name] as const;
      const field = Object.hasOwn(target, name) ? target[name] : undefined;
      if (field === undefined) {
        const known = Object.keys(target);
        report('flow.episode', at, {
          message: `${spec.target.model} has no field '${name}'`,
          expected: oneOf(known),
          hint: suggestion(name, known),
        });
      } else if (field.type.kind === 'enum' && !field.type.values.includes(value)) {
        report('flow.episode', at, {
          message: `'${value}' is not a ${name}`,
          expected: typeText(field.type),
          hint: suggestion(value, field.type.values),
        });
      } else if (field.type.kind !== 'enum' && field.type.kind !== 'string') {
        report('flow.episode', at, { message: `'${name}' is ${typeText(field.type)} and can't be set here`, expected: 'a text field' });
      }
    }
  }
  const { resolved } = spec.episode;
  for (const name of companions) {
    if (!Object.hasOwn(resolved, name))
      report('flow.episode', ['spec', 'episode', 'resolved'], {
        message: `'${name}' is missing`,
        expected: companions.join(', '),
        hint: `add ${name}: ...`,
      });
  }
  const status = resolved.status;
  if (status !== undefined && !['resolved', 'closed', 'cancelled'].includes(status)) {
    report('flow.episode', ['spec', 'episode', 'resolved', 'status'], {
      message: `a ticket that is '${status}' is not resolved`,
      expected: 'resolved or closed',
    });
  }
}
