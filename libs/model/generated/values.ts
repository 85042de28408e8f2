// DO NOT EDIT: generated from schemas/ by `npm run generate`.

import type {
  CanonicalModel,
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
  Severity,
  TicketStatus,
  VersionOrigin,
  Visibility,
} from './types.ts';

/** Names of the canonical models. */
export const models = ['ci', 'custom', 'event', 'incident'] as const satisfies readonly CanonicalModel[];

/** Where the version of a record comes from. */
export const versionOrigins = [
  /** The source system counts it itself. */
  'source',
  /** The offset in the source system's own topic. */
  'topic',
  /** The offset in the raw topic. */
  'raw',
] as const satisfies readonly VersionOrigin[];

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

/** A three-step scale, used for impact and for urgency. */
export const levels = [
  /** Many are affected, or it cannot wait. */
  'high',
  /** Some are affected, or it can wait for hours. */
  'medium',
  /** One or few are affected, or it can wait for days. */
  'low',
] as const satisfies readonly Level[];

/** Who may read a comment. */
export const visibilities = [
  /** Only those who work on the ticket. */
  'internal',
  /** The requester as well. */
  'public',
] as const satisfies readonly Visibility[];

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
