/** A record to the carrier of models of the workspace's own; transform holds it to its model. */
import { epochMillis, type Json, type Mapped, readJson, type SourceMap } from '#libs/connector-kit';
import { textAt } from './place.ts';
import { type Settings, settings } from './settings.ts';

type Rejected = Extract<Mapped, { kind: 'rejected' }>;

function rejected(field: string, message: string, expected: string): Rejected {
  return { kind: 'rejected', code: 'invalid-value', evidence: { message, field, expected } };
}

/** Epoch milliseconds; null when it is no moment. */
function momentOf(text: string, as: 'iso' | 'epochMs' | 'epochSeconds'): number | null {
  if (as === 'iso') return epochMillis(text);
  const number = Number(text);
  return Number.isFinite(number) ? Math.trunc(as === 'epochMs' ? number : number * 1000) : null;
}

function occurredAt(record: Json, { occurredAt: told }: Settings, receivedAt: number): number | Rejected {
  if (told === undefined) return receivedAt;
  const text = textAt(record, told.path);
  const moment = text === null ? null : momentOf(text, told.as);
  return moment ?? rejected(told.path, `${told.path} is no moment`, `a moment written as ${told.as}`);
}

/** `attributes.receivedAt`: when it was captured, epoch milliseconds. */
export const mapRecord: SourceMap = (body, _valueMaps, attributes, given) => {
  const parsed = settings.safeParse(given);
  if (!parsed.success) return rejected('settings', 'the settings of the system do not fit its connector', 'settings of record-feed');
  const reading = readJson(body);
  if (reading.kind === 'defect') return { kind: 'rejected', code: 'malformed', evidence: { message: reading.defect } };
  const { model, deleted } = parsed.data;
  const at = occurredAt(reading.value, parsed.data, Number(attributes.receivedAt ?? 0));
  if (typeof at === 'object') return at;
  const isGone = deleted !== undefined && textAt(reading.value, deleted.path) === deleted.is;
  const value = { model, value: JSON.stringify(reading.value), links: [], extra: {} };
  return { kind: 'mapped', model: 'custom', value, occurredAt: at, deleted: isGone };
};
