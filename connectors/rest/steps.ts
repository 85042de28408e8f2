/** Calls that follow a write: a comment, a change of status. Each is asked about first where the file says how. */
import type { Call } from '#libs/connector-kit';
import type { RestClient } from './client.ts';
import { holds } from './condition.ts';
import { listAll } from './list.ts';
import { outFields } from './out-fields.ts';
import { readAt } from './path.ts';
import type { StepSettings } from './settings/model.ts';
import type { Settings } from './settings.ts';
import { asText, render, type Scope, templateOf } from './template.ts';

/** More than this of one field in one delivery is no work for comments one by one. */
const MOST_ITEMS = 200;

const isSomething = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Whether this delivery asks for the step: the field has changed, has a value, and the one that is meant. */
function isDue({ when }: StepSettings, scope: Scope, changed: Call['changed']): boolean {
  const field = typeof when === 'string' ? when : when.field;
  const value = readAt(scope.want, field);
  if ((changed !== null && !changed.has(field)) || !isSomething(value)) return false;
  return typeof when === 'string' || when.is.includes(asText(value) ?? '');
}

/** One scope a call: of the record, or of each entry of the field. */
function scopesOf(step: StepSettings, scope: Scope): readonly Scope[] {
  if (!step.each) return [scope];
  const value = readAt(scope.want, typeof step.when === 'string' ? step.when : step.when.field);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items
    .slice(0, MOST_ITEMS)
    .filter((item) => step.only.every((condition) => holds(condition, item)))
    .map((item) => ({ ...scope, item }));
}

async function isDone(client: RestClient, settings: Settings, step: StepSettings, scope: Scope, call: Call): Promise<boolean> {
  const { unless } = step;
  if (unless === undefined) return false;
  const wanted = Object.entries(unless.match).map(([path, text]) => [path, render(templateOf(text), scope, String)] as const);
  const fits = (entry: unknown): boolean => wanted.every(([path, text]) => text !== undefined && asText(readAt(entry, path)) === text);
  const entries = await listAll(client, unless, scope, call, { format: settings.answers, enough: (found) => found.some(fits) });
  return entries.some(fits);
}

/** In order; a step that fails ends them. */
export async function takeSteps(
  client: RestClient,
  settings: Settings,
  steps: readonly StepSettings[],
  scope: Scope,
  call: Call,
): Promise<void> {
  for (const step of steps.filter((one) => isDue(one, scope, call.changed))) {
    for (const inner of scopesOf(step, scope)) {
      const full = { ...inner, fields: outFields(step.fields, { ...(inner.want as Scope), item: inner.item }, settings.timezone) };
      if (await isDone(client, settings, step, full, call)) continue;
      await client.send(step, full, call, 'nothing', 'write');
    }
  }
}
