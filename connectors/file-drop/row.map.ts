/** A row to the carrier of models of the workspace's own; transform holds it to its model. */
import { type Mapped, readJson, type SourceMap } from '#libs/connector-kit';
import { settings } from './settings.ts';

const rejected = (code: string, message: string, field: string): Mapped => ({ kind: 'rejected', code, evidence: { message, field } });

/** `attributes.modifiedAt`: when its file was written, epoch milliseconds. */
export const mapRow: SourceMap = (body, _valueMaps, attributes, given) => {
  const parsed = settings.safeParse(given);
  const take = parsed.success ? parsed.data.take : undefined;
  if (take === undefined) return rejected('settings', 'The settings of the system have no `take`', 'settings.take');
  const reading = readJson(body);
  if (reading.kind === 'defect') return rejected('malformed', reading.defect, '');
  const at = Number(attributes.modifiedAt);
  if (!(at > 0 && at <= 8.64e15)) return rejected('missing-field', 'It is not told when the file was written', 'modifiedAt');
  const value = { model: take.model, value: JSON.stringify(reading.value), links: [], extra: {} };
  return { kind: 'mapped', model: 'custom', value, occurredAt: at };
};
