/** The canonical models as the flow language sees them, tied to the generated types. */
import type {
  Ci,
  CiContext,
  CiRelation,
  CiStatus,
  Comment,
  Context,
  Criticality,
  Event,
  EventStatus,
  HoldReason,
  Incident,
  Level,
  Link,
  Meta,
  MissingContext,
  Priority,
  RecordContext,
  Severity,
  TicketStatus,
  UserContext,
  VersionOrigin,
  Visibility,
} from '#libs/model';
import { bool, type Fields, int, list, opt, record, req, text, textMap, values } from './fields.ts';

const severity = values<Severity>({ critical: true, high: true, medium: true, low: true, info: true });
const level = values<Level>({ high: true, medium: true, low: true });
const priority = values<Priority>({ critical: true, high: true, moderate: true, low: true, planning: true });
const criticality = values<Criticality>({ mission_critical: true, business_critical: true, operational: true, administrative: true });
const ticketStatus = values<TicketStatus>({ new: true, in_progress: true, on_hold: true, resolved: true, closed: true, cancelled: true });
const holdReason = values<HoldReason>({ awaiting_caller: true, awaiting_change: true, awaiting_problem: true, awaiting_vendor: true });
const ciClass = values<Ci['ciClass']>({
  compute: true,
  network: true,
  storage: true,
  database: true,
  service: true,
  application: true,
  cluster: true,
  container: true,
  cloud_resource: true,
  facility: true,
  other: true,
});

const meta = record<Meta>({
  id: req(text),
  system: req(text),
  record: req(text),
  version: req(int),
  versionOrigin: req(values<VersionOrigin>({ source: true, topic: true, raw: true })),
  eventId: opt(text),
  digest: req(text),
  occurredAt: req(int),
  receivedAt: req(int),
  revision: req(text),
  deleted: req(bool),
});
const link = record<Link>({ rel: req(text), title: opt(text), url: req(text) });
const comment = record<Comment>({
  id: req(text),
  author: opt(text),
  at: req(int),
  visibility: req(values<Visibility>({ internal: true, public: true })),
  body: req(text),
});
const ciContext = record<CiContext>({
  key: req(text),
  name: req(text),
  ciClass: req(ciClass),
  criticality: opt(criticality),
  environment: opt(text),
  owner: opt(text),
  supportGroup: opt(text),
  service: opt(text),
  ageMs: req(int),
});
const recordContext = record<RecordContext>({
  system: req(text),
  record: req(text),
  title: req(text),
  status: req(text),
  at: req(int),
  ageMs: req(int),
});
const userContext = record<UserContext>({ key: req(text), name: req(text), email: opt(text), ageMs: req(int) });
const missing = record<MissingContext>({ what: req(text), reason: req(text) });
const context = record<Context>({
  ci: opt(ciContext),
  changes: req(list(recordContext)),
  problems: req(list(recordContext)),
  users: req(list(userContext)),
  missing: req(list(missing)),
  degraded: req(bool),
  assembledAt: req(int),
});

const event = record<Event>({
  meta: req(meta),
  name: req(text),
  title: req(text),
  description: opt(text),
  status: req(values<EventStatus>({ firing: true, resolved: true })),
  severity: req(severity),
  category: opt(text),
  service: opt(text),
  resource: opt(text),
  ciKeys: req(list(text)),
  startedAt: req(int),
  endedAt: opt(int),
  labels: req(textMap),
  links: req(list(link)),
  context: opt(context),
  extra: req(textMap),
});
const incident = record<Incident>({
  meta: req(meta),
  number: opt(text),
  title: req(text),
  description: opt(text),
  status: req(ticketStatus),
  holdReason: opt(holdReason),
  priority: opt(priority),
  impact: opt(level),
  urgency: opt(level),
  category: opt(text),
  subcategory: opt(text),
  service: opt(text),
  ci: opt(text),
  ciKeys: req(list(text)),
  assignee: opt(text),
  group: opt(text),
  requester: opt(text),
  comments: req(list(comment)),
  openedAt: opt(int),
  updatedAt: opt(int),
  resolvedAt: opt(int),
  closedAt: opt(int),
  resolutionCode: opt(text),
  resolutionNotes: opt(text),
  links: req(list(link)),
  context: opt(context),
  extra: req(textMap),
});
const ci = record<Ci>({
  meta: req(meta),
  name: req(text),
  ciClass: req(ciClass),
  status: req(values<CiStatus>({ planned: true, in_use: true, maintenance: true, retired: true })),
  criticality: opt(criticality),
  environment: opt(text),
  keys: req(list(text)),
  serialNumber: opt(text),
  fqdn: opt(text),
  ipAddresses: req(list(text)),
  owner: opt(text),
  supportGroup: opt(text),
  service: opt(text),
  location: opt(text),
  vendor: opt(text),
  modelName: opt(text),
  relations: req(list(record<CiRelation>({ type: req(text), target: req(text) }))),
  links: req(list(link)),
  context: opt(context),
  extra: req(textMap),
});

const fieldsOf = (typed: { readonly type: { readonly kind: string; readonly fields?: Fields } }): Fields => typed.type.fields ?? {};

export const modelNames = ['event', 'incident', 'ci'] as const;
export type ModelName = (typeof modelNames)[number];

/** Fields of each canonical model by the name under which expressions see a record. */
export const models: Readonly<Record<ModelName, Fields>> = {
  event: fieldsOf(event as { type: { kind: string; fields?: Fields } }),
  incident: fieldsOf(incident as { type: { kind: string; fields?: Fields } }),
  ci: fieldsOf(ci as { type: { kind: string; fields?: Fields } }),
};
