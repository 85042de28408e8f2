// DO NOT EDIT: generated from schemas/ by `npm run generate`.

import type {
  Approval,
  AssetStatus,
  CanonicalModel,
  ChangeKind,
  ChangeResult,
  ChangeStatus,
  Channel,
  CiClass,
  CiStatus,
  Criticality,
  EventStatus,
  HoldReason,
  Level,
  OutcomeKind,
  Phase,
  Priority,
  ProblemStatus,
  RequestStatus,
  Severity,
  TicketStatus,
  UserKind,
  VersionOrigin,
  Visibility,
} from './types.ts';

/** Names of the canonical models. */
export const models = ['asset', 'change', 'ci', 'custom', 'event', 'incident', 'problem', 'request', 'user'] as const satisfies readonly CanonicalModel[];

/** Where the version of a record comes from. */
export const versionOrigins = [
  /** The source system counts it itself. */
  'source',
  /** The offset in the source system's own topic. */
  'topic',
  /** The offset in the raw topic. */
  'raw',
] as const satisfies readonly VersionOrigin[];

/** Life of an asset. */
export const assetStatuses = [
  /** Ordered, not there yet. */
  'on_order',
  /** There, not in use. */
  'in_stock',
  /** Somebody uses it. */
  'in_use',
  /** Being repaired or serviced. */
  'in_maintenance',
  /** Nobody knows where it is. */
  'missing',
  /** Disposed of. */
  'retired',
] as const satisfies readonly AssetStatus[];

/** What kind of thing a configuration item is; a reader that meets an unknown class takes it as other. */
export const ciClasses = [
  /** A physical or virtual machine. */
  'compute',
  /** A switch, router, firewall, load balancer or link. */
  'network',
  /** An array, volume or share. */
  'storage',
  /** A database or its instance. */
  'database',
  /** A business or technical service. */
  'service',
  /** An application as deployed. */
  'application',
  /** Several machines run as one. */
  'cluster',
  /** A container, pod or workload. */
  'container',
  /** Something rented from a cloud provider that fits no other class. */
  'cloud_resource',
  /** A site, room, rack or power feed. */
  'facility',
  /** None of these. */
  'other',
] as const satisfies readonly CiClass[];

/** What the business loses without it. */
export const criticalities = [
  /** The organisation cannot do its work. */
  'mission_critical',
  /** A part of the organisation cannot do its work. */
  'business_critical',
  /** Work is slower or harder. */
  'operational',
  /** Nothing that customers or production notice. */
  'administrative',
] as const satisfies readonly Criticality[];

/** Life of a change, independent of the tool that keeps it. */
export const changeStatuses = [
  /** Being written; nobody has judged it yet. */
  'new',
  /** Risk and conflicts are judged. */
  'assess',
  /** Waits for those who have to agree. */
  'authorize',
  /** Agreed; waits for its time. */
  'scheduled',
  /** Being carried out. */
  'implement',
  /** Carried out; how it went is judged. */
  'review',
  /** Finished for good. */
  'closed',
  /** Not carried out. */
  'cancelled',
] as const satisfies readonly ChangeStatus[];

/** How much approval a change needs. */
export const changeKinds = [
  /** Approved once and for all. */
  'standard',
  /** Approved each time. */
  'normal',
  /** Approved in haste, because harm is near. */
  'emergency',
] as const satisfies readonly ChangeKind[];

/** A three-step scale, used for impact and for urgency. */
export const levels = [
  /** Many are affected, or it cannot wait. */
  'high',
  /** Some are affected, or it can wait for hours. */
  'medium',
  /** One or few are affected, or it can wait for days. */
  'low',
] as const satisfies readonly Level[];

/** Order in which tickets are worked on; many tools compute it from impact and urgency. */
export const priorities = [
  /** Before everything else. */
  'critical',
  /** Next. */
  'high',
  /** In the normal order. */
  'moderate',
  /** When there is time. */
  'low',
  /** May be scheduled. */
  'planning',
] as const satisfies readonly Priority[];

/** Who may read a comment. */
export const visibilities = [
  /** Only those who work on the ticket. */
  'internal',
  /** The requester as well. */
  'public',
] as const satisfies readonly Visibility[];

/** How a change went. */
export const changeResults = [
  /** As planned. */
  'successful',
  /** Its aim was reached, not all went as planned. */
  'successful_with_issues',
  /** Its aim was not reached. */
  'unsuccessful',
] as const satisfies readonly ChangeResult[];

/** Life of a configuration item. */
export const ciStatuses = [
  /** Ordered or designed, not in use yet. */
  'planned',
  /** In use. */
  'in_use',
  /** Taken out of use for a while. */
  'maintenance',
  /** Out of use for good. */
  'retired',
] as const satisfies readonly CiStatus[];

/** Whether what was observed still holds. */
export const eventStatuses = [
  /** It holds. */
  'firing',
  /** It held and no longer does. */
  'resolved',
] as const satisfies readonly EventStatus[];

/** How bad what was observed is, worst first. */
export const severities = [
  /** Service is lost or about to be lost; somebody acts now. */
  'critical',
  /** Service is hurt for many; somebody acts today. */
  'high',
  /** Service is at risk or hurt for few. */
  'medium',
  /** A flaw without an effect on service yet. */
  'low',
  /** For the record; nobody has to act. */
  'info',
] as const satisfies readonly Severity[];

/** Life of a ticket, independent of the tool that keeps it. */
export const ticketStatuses = [
  /** Opened; nobody works on it yet. */
  'new',
  /** Somebody works on it. */
  'in_progress',
  /** Work waits for someone or something; see the hold reason. */
  'on_hold',
  /** Service is restored; the requester may still object. */
  'resolved',
  /** Finished for good. */
  'closed',
  /** Opened in error or withdrawn. */
  'cancelled',
] as const satisfies readonly TicketStatus[];

/** What a ticket on hold waits for. */
export const holdReasons = [
  /** An answer of the person who asked. */
  'awaiting_caller',
  /** A change to be carried out. */
  'awaiting_change',
  /** The analysis of an underlying problem. */
  'awaiting_problem',
  /** A supplier outside the organisation. */
  'awaiting_vendor',
] as const satisfies readonly HoldReason[];

/** Life of a problem. */
export const problemStatuses = [
  /** Opened; nobody looks into it yet. */
  'new',
  /** It is judged whether it is worth an analysis. */
  'assess',
  /** The cause is looked for. */
  'root_cause_analysis',
  /** The cause is known, and is being removed. */
  'fix_in_progress',
  /** The cause is removed, or it is decided to live with it. */
  'resolved',
  /** Finished for good. */
  'closed',
] as const satisfies readonly ProblemStatus[];

/** Life of a request. */
export const requestStatuses = [
  /** Ordered; nobody works on it yet. */
  'new',
  /** Somebody works on it. */
  'in_progress',
  /** Work waits for someone or something. */
  'on_hold',
  /** Who asked has what was asked for. */
  'fulfilled',
  /** Ended without what was asked for. */
  'unfulfilled',
  /** Withdrawn or skipped. */
  'cancelled',
] as const satisfies readonly RequestStatus[];

/** What those who have to agree have said. */
export const approvals = [
  /** Nobody has to agree. */
  'not_needed',
  /** They are asked. */
  'requested',
  /** They agree. */
  'approved',
  /** They do not agree. */
  'rejected',
] as const satisfies readonly Approval[];

/** What stands behind an entry of a directory. */
export const userKinds = [
  /** One person. */
  'person',
  /** Several entries under one name. */
  'group',
  /** A program or device. */
  'machine',
] as const satisfies readonly UserKind[];

/** Whether the record asks for work or for its end. */
export const phases = [
  /** It asks for work. */
  'active',
  /** It is over. */
  'resolved',
] as const satisfies readonly Phase[];

/** What became of a message in a flow. */
export const outcomeKinds = [
  /** The destination holds it. */
  'delivered',
  /** The destination already held it, or there was nothing to do. */
  'noop',
  /** A newer state of the record came first. */
  'superseded',
  /** No flow wanted it. */
  'filtered',
  /** A person has to look. */
  'parked',
  /** A person decided to drop it. */
  'discarded',
  /** It went on as the deliveries listed. */
  'routed',
] as const satisfies readonly OutcomeKind[];

/** Way in which a source event arrived. */
export const channels = [
  /** The source called us over HTTP. */
  'webhook',
  /** The source wrote to a topic of its own. */
  'topic',
  /** We asked the source what it has changed. */
  'poll',
] as const satisfies readonly Channel[];
