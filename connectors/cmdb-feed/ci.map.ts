import { z } from 'zod';
import { type Body, type Mapped, readJson, type SourceMap, type ValueMaps } from '#libs/connector-kit';
import type { Evidence } from '#libs/failures';
import type { Ci } from '#libs/model';

const CLASSES = [
  'compute',
  'network',
  'storage',
  'database',
  'service',
  'application',
  'cluster',
  'container',
  'cloud_resource',
  'facility',
  'other',
] as const;
const STATUSES = ['planned', 'in_use', 'maintenance', 'retired'] as const;
const CRITICALITIES = ['mission_critical', 'business_critical', 'operational', 'administrative'] as const;

const text = z.string().min(1);
const optional = text.nullable().default(null);

/** A CI as this feed carries it. What is left out is unknown, not empty. */
export const ciRecord = z.strictObject({
  id: text,
  name: text,
  class: text,
  status: text.default('in_use'),
  criticality: optional,
  environment: optional,
  keys: z.array(text).min(1),
  serialNumber: optional,
  fqdn: optional,
  ipAddresses: z.array(text).default([]),
  owner: optional,
  supportGroup: optional,
  service: optional,
  location: optional,
  vendor: optional,
  modelName: optional,
  relations: z.array(z.strictObject({ type: text, target: text })).default([]),
  extra: z.record(z.string(), z.string()).default({}),
  updatedAt: z.iso.datetime({ offset: true }).optional(),
  deleted: z.boolean().default(false),
});

type CiRecord = z.output<typeof ciRecord>;
type Rejected = Extract<Mapped, { kind: 'rejected' }>;

/** One CI record to the canonical CI. A record without `updatedAt` has occurredAt 0: its time is unknown. */
export const mapCi: SourceMap = (body, valueMaps) => {
  const reading = readJson(body);
  if (reading.kind === 'defect') return rejected('malformed', { message: reading.defect });
  const parsed = ciRecord.safeParse(reading.value);
  if (!parsed.success) return invalid(parsed.error);
  const record = parsed.data;
  const ciClass = knownValue(CLASSES, 'class', record.class, valueMaps);
  const status = knownValue(STATUSES, 'status', record.status, valueMaps);
  const criticality = record.criticality === null ? null : knownValue(CRITICALITIES, 'criticality', record.criticality, valueMaps);
  if (typeof ciClass === 'object') return ciClass;
  if (typeof status === 'object') return status;
  if (criticality !== null && typeof criticality === 'object') return criticality;
  const value: Body<Ci> = { ...carried(record), ciClass, status, criticality, links: [] };
  const occurredAt = record.updatedAt === undefined ? 0 : Date.parse(record.updatedAt);
  return { kind: 'mapped', model: 'ci', value, occurredAt, deleted: record.deleted };
};

function carried(record: CiRecord): Omit<Body<Ci>, 'ciClass' | 'status' | 'criticality' | 'links'> {
  const { id: _id, class: _class, status: _status, criticality: _criticality, updatedAt: _at, deleted: _deleted, ...same } = record;
  return same;
}

/** Canonical values pass as they are; others go through the system's value map of the field's name, and are never guessed. */
function knownValue<T extends string>(known: readonly T[], field: string, given: string, valueMaps: ValueMaps): T | Rejected {
  const map = valueMaps[field] ?? {};
  const wanted = Object.hasOwn(map, given) ? map[given] : given;
  const found = known.find((candidate) => candidate === wanted);
  if (found !== undefined) return found;
  return rejected('unknown-value', {
    message: `${field} ${JSON.stringify(given.slice(0, 60))} is not known.`,
    field,
    expected: `one of: ${[...known, ...Object.keys(map)].join(', ')}`,
    hint: `Add ${JSON.stringify(given.slice(0, 60))}: <${known.join('|')}> to spec.valueMaps.${field} in the system's file, apply, then repair this message.`,
  });
}

function invalid(error: z.ZodError): Rejected {
  const issue = error.issues[0];
  const field = issue?.path.join('.') || 'record';
  return rejected('invalid-value', {
    message: `${field}: ${issue?.message ?? 'not understood'}`,
    field,
    expected: 'a CI record as the README of this connector shows it',
  });
}

function rejected(code: string, evidence: Evidence): Rejected {
  return { kind: 'rejected', code, evidence };
}
