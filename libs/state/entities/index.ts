import { Attempt, CaseState, Delivery, DeliveryOutcome, FieldState, Lane, RemoteLink } from './delivery-entities.ts';
import { EscalationTold, Hold, QuotaBucket } from './hold-entities.ts';
import { ContextDebt, SourceWatermark, Spool, SpoolGate } from './intake-entities.ts';
import { AuditRow, ReviewItem, ReviewJob, ReviewJobItem, ReviewLease, ReviewPayload, ReviewRevision } from './review-entities.ts';
import { Journey, MessageState, Projection, ProjectionKey } from './tracking-entities.ts';

export const entities = [
  Attempt,
  AuditRow,
  CaseState,
  ContextDebt,
  Delivery,
  DeliveryOutcome,
  EscalationTold,
  FieldState,
  Hold,
  Journey,
  Lane,
  MessageState,
  Projection,
  ProjectionKey,
  QuotaBucket,
  RemoteLink,
  ReviewItem,
  ReviewJob,
  ReviewJobItem,
  ReviewLease,
  ReviewPayload,
  ReviewRevision,
  SourceWatermark,
  Spool,
  SpoolGate,
];
