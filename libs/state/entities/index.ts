import { Attempt, CaseState, Delivery, DeliveryOutcome, FieldState, Hold, Lane, RemoteLink } from './delivery-entities.ts';
import { Journey, MessageState, Projection, ProjectionKey, ReviewItem } from './tracking-entities.ts';

export const entities = [
  Attempt,
  CaseState,
  Delivery,
  DeliveryOutcome,
  FieldState,
  Hold,
  Journey,
  Lane,
  MessageState,
  Projection,
  ProjectionKey,
  RemoteLink,
  ReviewItem,
];
