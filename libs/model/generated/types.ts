// DO NOT EDIT: generated from schemas/ by `npm run generate`.

/** Where the version of a record comes from. */
export type VersionOrigin = 'source' | 'topic' | 'raw';

/** Life of an asset. */
export type AssetStatus = 'on_order' | 'in_stock' | 'in_use' | 'in_maintenance' | 'missing' | 'retired';

/** What kind of thing a configuration item is; a reader that meets an unknown class takes it as other. */
export type CiClass =
  | 'compute'
  | 'network'
  | 'storage'
  | 'database'
  | 'service'
  | 'application'
  | 'cluster'
  | 'container'
  | 'cloud_resource'
  | 'facility'
  | 'other';

/** What the business loses without it. */
export type Criticality = 'mission_critical' | 'business_critical' | 'operational' | 'administrative';

/** Life of a change, independent of the tool that keeps it. */
export type ChangeStatus = 'new' | 'assess' | 'authorize' | 'scheduled' | 'implement' | 'review' | 'closed' | 'cancelled';

/** How much approval a change needs. */
export type ChangeKind = 'standard' | 'normal' | 'emergency';

/** A three-step scale, used for impact and for urgency. */
export type Level = 'high' | 'medium' | 'low';

/** Order in which tickets are worked on; many tools compute it from impact and urgency. */
export type Priority = 'critical' | 'high' | 'moderate' | 'low' | 'planning';

/** Who may read a comment. */
export type Visibility = 'internal' | 'public';

/** How a change went. */
export type ChangeResult = 'successful' | 'successful_with_issues' | 'unsuccessful';

/** Life of a configuration item. */
export type CiStatus = 'planned' | 'in_use' | 'maintenance' | 'retired';

/** Whether what was observed still holds. */
export type EventStatus = 'firing' | 'resolved';

/** How bad what was observed is, worst first. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Life of a ticket, independent of the tool that keeps it. */
export type TicketStatus = 'new' | 'in_progress' | 'on_hold' | 'resolved' | 'closed' | 'cancelled';

/** What a ticket on hold waits for. */
export type HoldReason = 'awaiting_caller' | 'awaiting_change' | 'awaiting_problem' | 'awaiting_vendor';

/** Life of a problem. */
export type ProblemStatus = 'new' | 'assess' | 'root_cause_analysis' | 'fix_in_progress' | 'resolved' | 'closed';

/** Life of a request. */
export type RequestStatus = 'new' | 'in_progress' | 'on_hold' | 'fulfilled' | 'unfulfilled' | 'cancelled';

/** What those who have to agree have said. */
export type Approval = 'not_needed' | 'requested' | 'approved' | 'rejected';

/** What stands behind an entry of a directory. */
export type UserKind = 'person' | 'group' | 'machine';

/** Whether the record asks for work or for its end. */
export type Phase = 'active' | 'resolved';

/** What became of a message in a flow. */
export type OutcomeKind = 'delivered' | 'noop' | 'superseded' | 'filtered' | 'parked' | 'discarded' | 'routed';

/** Way in which a source event arrived. */
export type Channel = 'webhook' | 'topic' | 'poll';

/** Something owned that has a value, from the order to the disposal; what it does in operation is its configuration item. */
export interface Asset {
  /** Identity, version and origin. */
  meta: Meta;
  /** Name that people use. */
  name: string;
  /** The tag on it. */
  tag: string | null;
  /** Where it is in its life. */
  status: AssetStatus;
  /** Classification in the words of the source. */
  category: string | null;
  /** As given by the maker. */
  serialNumber: string | null;
  /** Who makes or supplies it. */
  vendor: string | null;
  /** Name of the product. */
  modelName: string | null;
  /** Who uses it. */
  assignedTo: string | null;
  /** Who answers for it. */
  owner: string | null;
  /** Which group looks after it. */
  group: string | null;
  /** Site, room or shelf. */
  location: string | null;
  /** Who pays for it. */
  costCenter: string | null;
  /** Affected item, as the source names it. */
  ci: string | null;
  /** Keys to look the item up by, most specific first. */
  ciKeys: string[];
  /** Epoch milliseconds. */
  purchasedAt: number | null;
  /** Epoch milliseconds. */
  warrantyEndsAt: number | null;
  /** Last change in the source; epoch milliseconds. */
  updatedAt: number | null;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** Envelope of every canonical record: what it is, where it comes from and which state of it this is. */
export interface Meta {
  /** UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id. */
  id: string;
  /** Name of the system as in the workspace, for example prometheus. */
  system: string;
  /** Id of the record in its source system; with the system it is the key of the topic. */
  record: string;
  /** Grows with every state of the record; a lower one than was seen is out of date. */
  version: number;
  /** Where the version comes from. */
  versionOrigin: VersionOrigin;
  /** The source's own id of this event, where it is stable over re-sends. */
  eventId: string | null;
  /** Hash of the fields that matter; two states with the same digest are the same state. */
  digest: string;
  /** When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds. */
  occurredAt: number;
  /** When it was appended to the raw topic; epoch milliseconds. */
  receivedAt: number;
  /** Content hash of the workspace that mapped this record. */
  revision: string;
  /** True when the source says that the record is gone. */
  deleted: boolean;
}

/** A web address that leads a person further. */
export interface Link {
  /** What it leads to: runbook, dashboard, source, ticket. */
  rel: string;
  /** Text to show instead of the address. */
  title: string | null;
  /** Absolute http or https address. */
  url: string;
}

/** What was known around a record when it was enriched, and what was not. */
export interface Context {
  /** The first of the candidate items that was found. */
  ci: CiContext | null;
  /** Changes near the item and the time. */
  changes: RecordContext[];
  /** Open problems near the item. */
  problems: RecordContext[];
  /** People who are affected or asked. */
  users: UserContext[];
  /** What was looked for and not found. */
  missing: MissingContext[];
  /** True when a source of context did not answer in time. */
  degraded: boolean;
  /** Epoch milliseconds. */
  assembledAt: number;
}

/** What was known about the affected configuration item when the record was enriched. */
export interface CiContext {
  /** The key that matched, for example node/worker-17. */
  key: string;
  /** Name that people use. */
  name: string;
  /** What kind of thing it is. */
  ciClass: CiClass;
  /** What the business loses without it. */
  criticality: Criticality | null;
  /** Such as production or test, as the source names it. */
  environment: string | null;
  /** Who answers for it. */
  owner: string | null;
  /** Which group works on its tickets. */
  supportGroup: string | null;
  /** Which service it is part of. */
  service: string | null;
  /** Milliseconds since the source of this knowledge last confirmed it. */
  ageMs: number;
}

/** A related ticket that was known when the record was enriched, such as a recent change. */
export interface RecordContext {
  /** Where the related record lives. */
  system: string;
  /** Its id there. */
  record: string;
  /** Its title. */
  title: string;
  /** Its status, in canonical words where its model has them. */
  status: string;
  /** Epoch milliseconds. */
  at: number;
  /** Milliseconds since the source of this knowledge last confirmed it. */
  ageMs: number;
}

/** A person who is affected or asked, as known when the record was enriched. */
export interface UserContext {
  /** Id of the person in the directory. */
  key: string;
  /** Name of the person. */
  name: string;
  /** Address to reach the person. */
  email: string | null;
  /** Milliseconds since the source of this knowledge last confirmed it. */
  ageMs: number;
}

/** Something that enrichment looked for and did not get. */
export interface MissingContext {
  /** The part of the context, for example ci. */
  what: string;
  /** Plain words, for example: no configuration item has any of the keys. */
  reason: string;
}

/** An addition to, or an alteration of, what runs: planned, approved, carried out and reviewed. */
export interface Change {
  /** Identity, version and origin. */
  meta: Meta;
  /** The number that people use, for example CHG0030001; null until a tool gave one. */
  number: string | null;
  /** One line for people. */
  title: string;
  /** What is to be done, in full. */
  description: string | null;
  /** Where it is in its life. */
  status: ChangeStatus;
  /** How much approval it needs. */
  kind: ChangeKind | null;
  /** How likely and how bad a failure would be. */
  risk: Level | null;
  /** Order of work; computed from impact and urgency in many tools. */
  priority: Priority | null;
  /** How much of the business is affected. */
  impact: Level | null;
  /** How long it can wait. */
  urgency: Level | null;
  /** Classification in the words of the source. */
  category: string | null;
  /** Affected service. */
  service: string | null;
  /** Affected item, as the source names it. */
  ci: string | null;
  /** Keys to look the item up by, most specific first. */
  ciKeys: string[];
  /** Who works on it. */
  assignee: string | null;
  /** Which group works on it. */
  group: string | null;
  /** Who asked for it. */
  requester: string | null;
  /** Why it is done. */
  justification: string | null;
  /** How it is done. */
  implementationPlan: string | null;
  /** How it is undone. */
  backoutPlan: string | null;
  /** How its success is shown. */
  testPlan: string | null;
  /** Epoch milliseconds. */
  plannedStartAt: number | null;
  /** Epoch milliseconds. */
  plannedEndAt: number | null;
  /** Epoch milliseconds. */
  startedAt: number | null;
  /** Epoch milliseconds. */
  endedAt: number | null;
  /** What was said, oldest first. */
  comments: Comment[];
  /** Epoch milliseconds. */
  openedAt: number | null;
  /** Last change in the source; epoch milliseconds. */
  updatedAt: number | null;
  /** Epoch milliseconds. */
  closedAt: number | null;
  /** How it went; known at the end. */
  result: ChangeResult | null;
  /** How it went, in full. */
  resultNotes: string | null;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** Something a person or a system said on a ticket. */
export interface Comment {
  /** Id in the source system, so that a comment is never copied twice. */
  id: string;
  /** Who wrote it, as the source names them. */
  author: string | null;
  /** Epoch milliseconds. */
  at: number;
  /** Internal notes must never become public on their way. */
  visibility: Visibility;
  /** Plain text; markup of the source is removed or kept as written. */
  body: string;
}

/** A configuration item: something that is managed because a service needs it. */
export interface Ci {
  /** Identity, version and origin. */
  meta: Meta;
  /** Name that people use. */
  name: string;
  /** What kind of thing it is. */
  ciClass: CiClass;
  /** Where it is in its life. */
  status: CiStatus;
  /** What the business loses without it. */
  criticality: Criticality | null;
  /** Such as production or test, as the source names it. */
  environment: string | null;
  /** Every key it can be looked up by, for example node/worker-17. */
  keys: string[];
  /** As given by the maker. */
  serialNumber: string | null;
  /** Fully qualified name in DNS. */
  fqdn: string | null;
  /** IPv4 or IPv6, without a prefix length. */
  ipAddresses: string[];
  /** Who answers for it. */
  owner: string | null;
  /** Which group works on its tickets. */
  supportGroup: string | null;
  /** Which service it is part of. */
  service: string | null;
  /** Site, room or region. */
  location: string | null;
  /** Who makes or supplies it. */
  vendor: string | null;
  /** Name of the product. */
  modelName: string | null;
  /** How it hangs together with other items. */
  relations: CiRelation[];
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** A directed relation from one configuration item to another. */
export interface CiRelation {
  /** Verb read from this item: runs_on, part_of, depends_on. */
  type: string;
  /** Key of the item it points to. */
  target: string;
}

/** A record of a model that the workspace itself defines (models/<name>.avsc): an order, an account, a sale. */
export interface Custom {
  /** Identity, version and origin. */
  meta: Meta;
  /** Name of the model, as flows name it; the workspace of the revision in meta defines it. */
  model: string;
  /** The record as JSON text, with exactly the fields of its model. */
  value: string;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** What was said about the record beside it; values as text. */
  extra: Record<string, string>;
}

/** Something observed by monitoring: a condition that holds, or held, on some resource. */
export interface Event {
  /** Identity, version and origin. */
  meta: Meta;
  /** Stable name of what was observed, for example KubePodCrashLooping. */
  name: string;
  /** One line for people. */
  title: string;
  /** What was observed, in full. */
  description: string | null;
  /** Whether it still holds. */
  status: EventStatus;
  /** How bad it is. */
  severity: Severity;
  /** Area of the condition in the words of the source: network, storage. */
  category: string | null;
  /** Affected service, where the source knows it. */
  service: string | null;
  /** What it was observed on: a host, a pod, a device. */
  resource: string | null;
  /** Keys to look the item up by, most specific first. */
  ciKeys: string[];
  /** When it began to hold; epoch milliseconds. */
  startedAt: number;
  /** When it ceased to hold; null while it holds. */
  endedAt: number | null;
  /** What identifies the condition in the source, by name. */
  labels: Record<string, string>;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** An interruption of a service, or a loss of its quality, that people work on. */
export interface Incident {
  /** Identity, version and origin. */
  meta: Meta;
  /** The number that people use, for example INC0010001; null until a tool gave one. */
  number: string | null;
  /** One line for people. */
  title: string;
  /** What happened, in full. */
  description: string | null;
  /** Where the ticket is in its life. */
  status: TicketStatus;
  /** What it waits for; only while on hold. */
  holdReason: HoldReason | null;
  /** Order of work; computed from impact and urgency in many tools. */
  priority: Priority | null;
  /** How much of the business is affected. */
  impact: Level | null;
  /** How long it can wait. */
  urgency: Level | null;
  /** Classification in the words of the source. */
  category: string | null;
  /** Finer classification in the words of the source. */
  subcategory: string | null;
  /** Affected service. */
  service: string | null;
  /** Affected item, as the source names it. */
  ci: string | null;
  /** Keys to look the item up by, most specific first. */
  ciKeys: string[];
  /** Who works on it. */
  assignee: string | null;
  /** Which group works on it. */
  group: string | null;
  /** Who asked, or who is affected. */
  requester: string | null;
  /** What was said, oldest first. */
  comments: Comment[];
  /** Epoch milliseconds. */
  openedAt: number | null;
  /** Last change in the source; epoch milliseconds. */
  updatedAt: number | null;
  /** Epoch milliseconds. */
  resolvedAt: number | null;
  /** Epoch milliseconds. */
  closedAt: number | null;
  /** How it was resolved, in the words of the tool. */
  resolutionCode: string | null;
  /** How it was resolved, in full. */
  resolutionNotes: string | null;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** The cause behind incidents, as it is analysed and removed. */
export interface Problem {
  /** Identity, version and origin. */
  meta: Meta;
  /** The number that people use, for example PRB0040001; null until a tool gave one. */
  number: string | null;
  /** One line for people. */
  title: string;
  /** What is known, in full. */
  description: string | null;
  /** Where the analysis is. */
  status: ProblemStatus;
  /** Order of work; computed from impact and urgency in many tools. */
  priority: Priority | null;
  /** How much of the business is affected. */
  impact: Level | null;
  /** How long it can wait. */
  urgency: Level | null;
  /** Classification in the words of the source. */
  category: string | null;
  /** Affected service. */
  service: string | null;
  /** Affected item, as the source names it. */
  ci: string | null;
  /** Keys to look the item up by, most specific first. */
  ciKeys: string[];
  /** Who works on it. */
  assignee: string | null;
  /** Which group works on it. */
  group: string | null;
  /** True when the cause is known and there is a workaround. */
  knownError: boolean | null;
  /** Why it happens. */
  rootCause: string | null;
  /** What helps until it is removed. */
  workaround: string | null;
  /** Numbers of the incidents that it caused. */
  incidents: string[];
  /** What was said, oldest first. */
  comments: Comment[];
  /** Epoch milliseconds. */
  openedAt: number | null;
  /** Last change in the source; epoch milliseconds. */
  updatedAt: number | null;
  /** Epoch milliseconds. */
  resolvedAt: number | null;
  /** Epoch milliseconds. */
  closedAt: number | null;
  /** How it ended, in the words of the tool. */
  resolutionCode: string | null;
  /** How it was removed, in full. */
  resolutionNotes: string | null;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** Something that a person orders from a catalogue: access, a device, information. */
export interface Request {
  /** Identity, version and origin. */
  meta: Meta;
  /** The number that people use, for example RITM0010001; null until a tool gave one. */
  number: string | null;
  /** One line for people. */
  title: string;
  /** What is wanted, in full. */
  description: string | null;
  /** Where the fulfilment is. */
  status: RequestStatus;
  /** What those who have to agree have said. */
  approval: Approval | null;
  /** What is ordered, by its name in the catalogue. */
  item: string | null;
  /** How many. */
  quantity: number | null;
  /** Answers to the questions of the catalogue item, by the name of the question. */
  answers: Record<string, string>;
  /** Order of work; computed from impact and urgency in many tools. */
  priority: Priority | null;
  /** How much of the business is affected. */
  impact: Level | null;
  /** How long it can wait. */
  urgency: Level | null;
  /** Affected service. */
  service: string | null;
  /** Affected item, as the source names it. */
  ci: string | null;
  /** Keys to look the item up by, most specific first. */
  ciKeys: string[];
  /** Who works on it. */
  assignee: string | null;
  /** Which group works on it. */
  group: string | null;
  /** Who asked for it. */
  requester: string | null;
  /** Who shall have it, where that is somebody else. */
  requestedFor: string | null;
  /** Epoch milliseconds. */
  dueAt: number | null;
  /** What was said, oldest first. */
  comments: Comment[];
  /** Epoch milliseconds. */
  openedAt: number | null;
  /** Last change in the source; epoch milliseconds. */
  updatedAt: number | null;
  /** Epoch milliseconds. */
  closedAt: number | null;
  /** How it ended, in full. */
  resolutionNotes: string | null;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** A person, a group of people or an account of a machine, as a directory knows it. */
export interface User {
  /** Identity, version and origin. */
  meta: Meta;
  /** Name that people use. */
  name: string;
  /** What stands behind it. */
  kind: UserKind;
  /** False when it may not sign in, or is not in use, any more. */
  active: boolean;
  /** What it signs in by; unique in its directory. */
  userName: string | null;
  /** Its id in the system that it was taken over from. */
  externalId: string | null;
  /** First name. */
  givenName: string | null;
  /** Last name. */
  familyName: string | null;
  /** Address to reach it. */
  email: string | null;
  /** Number to reach it. */
  phone: string | null;
  /** What the person does. */
  jobTitle: string | null;
  /** Where the person belongs. */
  department: string | null;
  /** Who pays. */
  costCenter: string | null;
  /** Whom the person reports to. */
  manager: string | null;
  /** Number in human resources. */
  employeeNumber: string | null;
  /** Site or room. */
  location: string | null;
  /** Language and region, as en-GB. */
  locale: string | null;
  /** IANA name, as Europe/Vienna. */
  timezone: string | null;
  /** Names of the groups it is in. */
  groups: string[];
  /** Ids of those in it; of a group only. */
  members: string[];
  /** Last change in the source; epoch milliseconds. */
  updatedAt: number | null;
  /** Where a person can look further. */
  links: Link[];
  /** Set by enrichment; null until then. */
  context: Context | null;
  /** Fields of the source that the model has no place for, by their name there; values as text. */
  extra: Record<string, string>;
}

/** For target key K of system T, record R at version V wants this state, because of these rules. */
export interface Contribution {
  /** UUIDv5 of message, flow and target key. */
  id: string;
  /** Id of the canonical record it was made from. */
  messageId: string;
  /** Name of the flow. */
  flow: string;
  /** Decides how contributions are folded into a case. */
  pattern: string;
  /** Content hash of the workspace that routed it. */
  revision: string;
  /** Name of the destination. */
  targetSystem: string;
  /** What the flow correlates by; with the target system it is the key of the topic. */
  targetKey: string;
  /** Canonical model of the state that is wanted, for example incident. */
  targetModel: string;
  /** Where the record lives. */
  system: string;
  /** Its id there. */
  record: string;
  /** Which state of the record. */
  version: number;
  /** Hash of that state. */
  digest: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  /** Whether the record asks for work or is over. */
  phase: Phase;
  /** Higher leads; made from severity. */
  rank: number;
  /** JSON text of the state that is wanted; its shape is defined by the pattern. */
  want: string;
  /** Which rules led here, and why. */
  explanation: Explanation[];
}

/** One reason behind a contribution. */
export interface Explanation {
  /** Name of the rule or field in the flow. */
  rule: string;
  /** Plain words, from the flow. */
  why: string;
}

/** What became of one message in one flow. */
export interface Outcome {
  /** UUIDv5 of message, flow and target key. */
  id: string;
  /** Id of the canonical record; of the raw event where there is none. */
  messageId: string;
  /** What became of it. */
  kind: OutcomeKind;
  /** Which stage of the line decided. */
  stage: string;
  /** Plain words. */
  reason: string | null;
  /** Name of the flow; null before routing. */
  flow: string | null;
  /** Where the record lives. */
  system: string;
  /** Its id there. */
  record: string;
  /** Which state of the record. */
  version: number;
  /** Name of the destination. */
  targetSystem: string | null;
  /** What the flow correlates by. */
  targetKey: string | null;
  /** Ids of the contributions that routing made. */
  deliveryIds: string[];
  /** Id of the record at the destination. */
  remoteId: string | null;
  /** The number that people use there. */
  remoteNumber: string | null;
  /** Where a person can open it. */
  remoteUrl: string | null;
  /** Calls made to the destination. */
  attempts: number;
  /** True when an effect may have happened twice at a destination that can't be asked. */
  possibleDuplicate: boolean;
  /** Epoch milliseconds. */
  occurredAt: number;
  /** Epoch milliseconds. */
  finishedAt: number;
  /** W3C trace id, 32 hexadecimal digits. */
  traceId: string | null;
  /** Every hop of the message. */
  trail: Hop[];
}

/** Where a message was on its way. */
export interface Hop {
  /** Name of the topic. */
  topic: string;
  /** Number of the partition. */
  partition: number;
  /** Position in the partition. */
  offset: number;
  /** Epoch milliseconds. */
  at: number;
}

/** One source event as captured, before anything was understood. */
export interface Raw {
  /** Name of the system as in the workspace. */
  system: string;
  /** How it arrived. */
  channel: Channel;
  /** Names the map that understands the body. */
  format: string;
  /** Id of the record; null when it can't be told. */
  record: string | null;
  /** The source's own id of this event, where it is stable over re-sends. */
  eventId: string | null;
  /** The source's own version, where it only grows. */
  version: number | null;
  /** Epoch milliseconds. */
  receivedAt: number;
  /** Media type of the body, as sent. */
  contentType: string | null;
  /** What the transport said beside the body, such as headers; never a credential. */
  attributes: Record<string, string>;
  /** The bytes of this one event. */
  body: Buffer;
  /** Why it could not be understood; it is then parked. */
  defect: string | null;
}

/** A message that a person has to look at, with everything needed to do so. */
export interface Review {
  /** UUIDv5 of message, stage and flow. */
  id: string;
  /** Id of the message, or of its raw coordinates. */
  messageId: string;
  /** Which stage of the line parked it. */
  stage: string;
  /** Where the record lives. */
  system: string;
  /** Its id there; empty when unknown. */
  record: string;
  /** Name of the flow; null before routing. */
  flow: string | null;
  /** The same for all messages parked by the same cause. */
  fingerprint: string;
  /** One sentence in plain words. */
  reason: string;
  /** Stable code of the cause. */
  code: string;
  /** Which field is wrong. */
  field: string | null;
  /** What was expected there. */
  expected: string | null;
  /** At most 500 characters of what was found. */
  excerpt: string | null;
  /** What the reader can do next. */
  hint: string | null;
  /** Where the message lies. */
  sourceTopic: string;
  /** Where the message lies. */
  sourcePartition: number;
  /** Where the message lies. */
  sourceOffset: number;
  /** Epoch milliseconds. */
  parkedAt: number;
  /** The bytes of the message as they were found. */
  value: Buffer | null;
}

/** A published, content-hashed workspace. */
export interface Revision {
  /** Content hash of the files. */
  revision: string;
  /** Epoch milliseconds. */
  publishedAt: number;
  /** Text of every file by its path in the workspace. */
  files: Record<string, string>;
}

/** Every model by its name. */
export interface Models {
  'asset': Asset;
  'change': Change;
  'ci': Ci;
  'custom': Custom;
  'event': Event;
  'incident': Incident;
  'problem': Problem;
  'request': Request;
  'user': User;
  'contribution': Contribution;
  'outcome': Outcome;
  'raw': Raw;
  'review': Review;
  'revision': Revision;
}

export type ModelName = keyof Models;

/** Models that anyone may subscribe to. */
export type CanonicalModel = 'asset' | 'change' | 'ci' | 'custom' | 'event' | 'incident' | 'problem' | 'request' | 'user';
