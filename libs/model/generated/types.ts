// DO NOT EDIT: generated from schemas/ by `npm run generate`.

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
export type EventStatus = 'firing' | 'resolved';
export type TicketStatus = 'new' | 'in_progress' | 'on_hold' | 'resolved' | 'closed' | 'cancelled';
export type HoldReason = 'awaiting_caller' | 'awaiting_change' | 'awaiting_problem' | 'awaiting_vendor';
export type Priority = 'critical' | 'high' | 'moderate' | 'low' | 'planning';
export type Level = 'high' | 'medium' | 'low';
export type Visibility = 'internal' | 'public';
export type CiClass =
  | 'compute' | 'network' | 'storage' | 'database' | 'service' | 'application' | 'cluster' | 'container' | 'cloud_resource' | 'facility' | 'other';
export type CiStatus = 'planned' | 'in_use' | 'maintenance' | 'retired';
export type Criticality = 'mission_critical' | 'business_critical' | 'operational' | 'administrative';
export type VersionOrigin = 'source' | 'topic' | 'raw';
export type OutcomeKind = 'delivered' | 'noop' | 'superseded' | 'filtered' | 'parked' | 'discarded' | 'routed';
export type Phase = 'active' | 'resolved';

export interface Meta {
  id: string;
  system: string;
  record: string;
  version: number;
  versionOrigin: VersionOrigin;
  eventId: string | null;
  digest: string;
  occurredAt: number;
  receivedAt: number;
  revision: string;
  deleted: boolean;
}

export interface Link { rel: string; title: string | null; url: string }
export interface Comment { id: string; author: string | null; at: number; visibility: Visibility; body: string }
export interface CiContext {
  key: string; name: string; ciClass: CiClass; criticality: Criticality | null; environment: string | null; owner: string | null;
  supportGroup: string | null; service: string | null; ageMs: number;
}
export interface RecordContext { system: string; record: string; title: string; status: string; at: number; ageMs: number }
export interface UserContext { key: string; name: string; email: string | null; ageMs: number }
export interface MissingContext { what: string; reason: string }
export interface Context {
  ci: CiContext | null; changes: RecordContext[]; problems: RecordContext[]; users: UserContext[]; missing: MissingContext[];
  degraded: boolean; assembledAt: number;
}

export interface Event {
  meta: Meta;
  name: string;
  title: string;
  description: string | null;
  status: EventStatus;
  severity: Severity;
  category: string | null;
  service: string | null;
  resource: string | null;
  ciKeys: string[];
  startedAt: number;
  endedAt: number | null;
  labels: Record<string, string>;
  links: Link[];
  context: Context | null;
  extra: Record<string, string>;
}

export interface Incident {
  meta: Meta;
  number: string | null;
  title: string;
  description: string | null;
  status: TicketStatus;
  holdReason: HoldReason | null;
  priority: Priority | null;
  impact: Level | null;
  urgency: Level | null;
  category: string | null;
  subcategory: string | null;
  service: string | null;
  ci: string | null;
  ciKeys: string[];
  assignee: string | null;
  group: string | null;
  requester: string | null;
  comments: Comment[];
  openedAt: number | null;
  updatedAt: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  resolutionCode: string | null;
  resolutionNotes: string | null;
  links: Link[];
  context: Context | null;
  extra: Record<string, string>;
}

export interface CiRelation { type: string; target: string }
export interface Ci {
  meta: Meta;
  name: string;
  ciClass: CiClass;
  status: CiStatus;
  criticality: Criticality | null;
  environment: string | null;
  keys: string[];
  serialNumber: string | null;
  fqdn: string | null;
  ipAddresses: string[];
  owner: string | null;
  supportGroup: string | null;
  service: string | null;
  location: string | null;
  vendor: string | null;
  modelName: string | null;
  relations: CiRelation[];
  links: Link[];
  context: Context | null;
  extra: Record<string, string>;
}

/** One source event as captured, before anything was understood. */
export interface Raw {
  system: string;
  channel: 'webhook' | 'topic';
  format: string;
  record: string | null;
  eventId: string | null;
  version: number | null;
  receivedAt: number;
  contentType: string | null;
  attributes: Record<string, string>;
  body: Buffer;
  defect: string | null;
}

/** For target key K of system T, record R at version V wants this state, because of these rules. */
export interface Contribution {
  id: string;
  messageId: string;
  flow: string;
  pattern: string;
  revision: string;
  targetSystem: string;
  targetKey: string;
  targetModel: string;
  system: string;
  record: string;
  version: number;
  digest: string;
  occurredAt: number;
  phase: Phase;
  rank: number;
  want: string;
  explanation: Explanation[];
}
export interface Explanation { rule: string; why: string }

export interface Hop { topic: string; partition: number; offset: number; at: number }
export interface Outcome {
  id: string;
  messageId: string;
  kind: OutcomeKind;
  stage: string;
  reason: string | null;
  flow: string | null;
  system: string;
  record: string;
  version: number;
  targetSystem: string | null;
  targetKey: string | null;
  deliveryIds: string[];
  remoteId: string | null;
  remoteNumber: string | null;
  remoteUrl: string | null;
  attempts: number;
  possibleDuplicate: boolean;
  occurredAt: number;
  finishedAt: number;
  traceId: string | null;
  trail: Hop[];
}

/** A message that a person has to look at, with everything needed to do so. */
export interface Review {
  id: string;
  messageId: string;
  stage: string;
  system: string;
  record: string;
  flow: string | null;
  fingerprint: string;
  reason: string;
  code: string;
  field: string | null;
  expected: string | null;
  excerpt: string | null;
  hint: string | null;
  sourceTopic: string;
  sourcePartition: number;
  sourceOffset: number;
  parkedAt: number;
  value: Buffer | null;
}

/** A published, content-hashed workspace. */
export interface Revision { revision: string; publishedAt: number; files: Record<string, string> }
