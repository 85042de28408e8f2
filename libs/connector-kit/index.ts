export type { Evidence, Failure } from '#libs/failures';
export { FailureError, toFailure } from '#libs/failures';
export { resolveAddress } from './address.ts';
export { answerDone, answerJson, classify } from './classify.ts';
export type { Check } from './conformance.ts';
export { describedChecks, sourceChecks, targetChecks } from './conformance.ts';
export { type ConnectHost, contextOf, type Reached } from './connect-context.ts';
export { connectDestination } from './connect-destination.ts';
export type {
  Answer,
  Answered,
  AppendAction,
  Appended,
  Body,
  Call,
  Changed,
  ConnectContext,
  Connector,
  Destination,
  EntryKind,
  FailureRow,
  HttpAnswer,
  IdempotencyClass,
  Mapped,
  Poller,
  RequestHeaders,
  Rights,
  SenderAnswers,
  SourceEvent,
  SourceMap,
  TargetObject,
  TopicRecord,
  TopicSource,
  TopicSubject,
  TopicWriter,
  ValueMaps,
  Want,
  WebhookSource,
  Written,
} from './contract.ts';
export { defineConnector } from './contract.ts';
export type { Credential } from './credential.ts';
export { createCredential } from './credential.ts';
export { errorCode, errorMessage } from './error-code.ts';
export type { Fetched, Get } from './fetched.ts';
export { createFetched } from './fetched.ts';
export { fileFailure } from './file-failure.ts';
export { garbage } from './garbage.ts';
export type { Json, JsonObject, JsonReading } from './guarded-json.ts';
export { isJsonObject, MAX_JSON_DEPTH, ownField, readJson, unsafeText } from './guarded-json.ts';
export { type Headline, headlineOf } from './headline.ts';
export type { HttpCall, HttpClient, HttpClientOptions, HttpReply } from './http.ts';
export { createHttpClient } from './http.ts';
export type { KeyGuard, Keyless } from './key-guard.ts';
export { createKeyGuard } from './key-guard.ts';
export { markerOf, withMarker } from './marker.ts';
export { notOurs } from './not-ours.ts';
export type { CertificateProblem, OwnCertificates } from './own-certificates.ts';
export { certificateProblem } from './own-certificates.ts';
export type { Quota } from './quota.ts';
export { quotaOf } from './quota.ts';
export { excerpt, redact, redactHeaders } from './redact.ts';
export { PROBE_REFUSED, probedWork } from './refusal.ts';
export type { Registry } from './registry.ts';
export { createRegistry } from './registry.ts';
export type { RunningSimulator } from './rehearsal.ts';
export { launchSimulator } from './rehearsal.ts';
export type { Cast, Opened, Rehearsal } from './rehearsed.ts';
export { failureOf, rehearse, rehearsedCall } from './rehearsed.ts';
export { makeCertificate } from './rehearsed-certificates.ts';
export { everythingSince, pagesSince } from './rehearsed-poll.ts';
export { resolveSecret } from './secrets.ts';
export { silentDefaults } from './silent-defaults.ts';
export type { Cut } from './source-event.ts';
export { cutObject, idOf, MAX_EVENT_BYTES, parkedEvent, sourceEvent } from './source-event.ts';
export type { SourceReader, TimeFormat } from './source-reader.ts';
export {
  EVENT_STATUSES,
  openEvent,
  openIncident,
  openRequest,
  PRIORITIES,
  REQUEST_STATUSES,
  SEVERITIES,
  sourceMap,
  TICKET_STATUSES,
  valueAt,
} from './source-reader.ts';
export type { GuardOptions } from './ssrf.ts';
export { deniedAddress, guardAddress, guardedLookup } from './ssrf.ts';
export { epochMillis, isZeroTime } from './timestamp.ts';
export { retryAtOf } from './told-times.ts';
export { type TrialOptions, type TrialStep, tryDestination } from './trial.ts';
export type { Way, WaySpec } from './way.ts';
export { createWay } from './way.ts';
export type { SignedBody, TokenAuth } from './webhook-auth.ts';
export { headerRefusal, hmacRefusal, secretReference, secretReferences, tokenForms, tokenRefusal } from './webhook-auth.ts';
export type { XmlNode, XmlReading } from './xml-read.ts';
export { readXml } from './xml-read.ts';
