import { Attempt, CaseState, Delivery, DeliveryOutcome, FieldState, Lane, RemoteLink } from './delivery-entities.ts';
import { EscalationTold, Hold, QuotaBucket } from './hold-entities.ts';
import { ContextDebt, SourceWatermark, Spool, SpoolGate } from './intake-entities.ts';
import { Journey, MessageState, Projection, ProjectionKey, ReviewItem } from './tracking-entities.ts';

export const entities = [
  Attempt,
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
  SourceWatermark,
  Spool,
  SpoolGate,
];
