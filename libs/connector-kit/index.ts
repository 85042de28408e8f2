export type {
  Body,
  Call,
  ConnectContext,
  Connector,
  Destination,
  FailureRow,
  HttpAnswer,
  IdempotencyClass,
  Mapped,
  RequestHeaders,
  SenderAnswers,
  SourceEvent,
  SourceMap,
  TargetObject,
  TopicSource,
  ValueMaps,
  Want,
  WebhookSource,
  Written,
} from './contract.ts';
export { defineConnector } from './contract.ts';
export type { Json, JsonObject, JsonReading } from './guarded-json.ts';
export { isJsonObject, MAX_JSON_DEPTH, ownField, readJson, unsafeText } from './guarded-json.ts';
