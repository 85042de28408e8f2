import { registry as connectors } from '#connectors';
import type { Connector, HttpAnswer, RequestHeaders, WebhookSource } from '#libs/connector-kit';
import { FailureError } from '#libs/failures';
import type { SystemSpec } from '#libs/flow';
import type { Line } from '#libs/host';
import { topics } from '#libs/line';
import { noTrail, type OutRecord } from '#libs/log';
import { type Output, writeOutput } from '#libs/stage';
import { type HopSpan, newTraceparent, parseTraceparent, startHop, step } from '#libs/telemetry';
import { createAdmission, webhookRate } from './admission.ts';
import { captured } from './ingest.ts';
import { createSpoolGate } from './spool-gate.ts';
import { spooledText } from './spooled.ts';
import { createTroubles, type Troubles } from './troubles.ts';
import { unpack } from './unpack.ts';

/** Above this many unacknowledged records the broker is taken as away: it is the buffer, not our memory. */
const overload = 20_000;
/** Below what senders wait for: PagerDuty 5 s, Alertmanager and GitHub 10 s (formats.md). */
const patienceMs = 4_000;
/** For a sender that does not come again: leaves time to keep the call elsewhere. */
const shortPatienceMs = 2_000;
/** A request to the broker that was given up may still be carried out until its own time is over (15 s), and a little more. */
const lateRequestMs = 17_000;

export type Answer = HttpAnswer & { readonly reason?: string };
export type Receive = (name: string, headers: RequestHeaders, body: Buffer) => Promise<Answer>;

/** A call that is authentic, with what it holds. */
interface Taken {
  readonly system: SystemSpec;
  readonly webhook: WebhookSource<unknown>;
  readonly outputs: readonly Output[];
  readonly traceparent: string | undefined;
}

/**
 * Takes one call of a source system: authenticates the raw bytes, cuts it into records, and answers only after all
 * in-sync replicas have them. What is authentic but malformed is accepted and parked; refusing it would be losing it.
 * What Kafka does not take from a sender that does not come again is kept in Postgres.
 */
export function createReceive(line: Line, troubles: Troubles = createTroubles()): Receive {
  const admission = createAdmission();
  const gate = createSpoolGate(line.store, line.logger);

  const comeAgain = ({ answers }: WebhookSource<unknown>, reason: string): Answer => ({ ...answers.comeAgain, reason });

  async function send({ system, webhook, outputs, traceparent }: Taken): Promise<Answer> {
    if (line.outbox.waiting > overload) {
      troubles.note(system.name);
      return comeAgain(webhook, 'more is waiting for the broker than this process holds');
    }
    if (await append(line, written(line, outputs, traceparent), patienceMs)) return webhook.answers.accepted;
    troubles.note(system.name);
    return comeAgain(webhook, 'the broker did not acknowledge in time');
  }

  /** Never refuses what it can keep: this sender would not send it again. */
  async function sendOrKeep(taken: Taken, tooMuch: boolean): Promise<Answer> {
    const { system, webhook, outputs, traceparent } = taken;
    const call = written(line, outputs, traceparent);
    const away = line.outbox.waiting > overload || !line.outbox.healthy;
    const around = tooMuch || away || (await gate.isOpen(system.name));
    if (!around && (await append(line, call, shortPatienceMs))) return webhook.answers.accepted;
    if (around) for (const span of call.spans) span.end();
    if (await gate.keep(system.name, call.records.map(spooledText), around ? 0 : lateRequestMs)) return webhook.answers.accepted;
    troubles.note(system.name);
    return comeAgain(webhook, 'neither the broker nor the database took it');
  }

  return async function receive(name, headers, body) {
    const workspace = line.workspaces.current();
    if (workspace === null) return { status: 503, headers: { 'retry-after': '5' }, reason: 'no workspace has been applied yet' };
    const system = workspace.systems.get(name);
    const connector = system && connectors.has(system.connector) ? connectors.get(system.connector) : undefined;
    if (!system || !connector?.webhook) return { status: 404, reason: `no system "${name}" takes webhooks here; see systems/*.yaml` };
    const { webhook } = connector;
    const settings = settingsOf(system, connector);
    const refused = await refusal(line, name, webhook, async () => {
      await webhook.prepare?.(headers, body, settings);
      return webhook.authenticate(headers, body, settings);
    });
    if (refused !== null) return refused;
    const rate = webhookRate(system);
    const tooMuch = !admission.open(name, rate);
    if (tooMuch && comesAgain(webhook)) return comeAgain(webhook, `more than ${rate.perSecond} records a second came from this system`);
    const unpacked = await unpack(headers, body);
    if (unpacked.kind === 'refused') return unpacked;
    const capture = { system: name, channel: 'webhook' as const, receivedAt: Date.now(), revision: workspace.revision };
    const readable = webhook.read === undefined ? unpacked.body : await webhook.read(headers, unpacked.body, settings);
    const events = webhook.parse(headers, readable, settings);
    admission.charge(name, rate, Math.max(1, events.length));
    const leftOut = events[0]?.attributes.truncated;
    if (leftOut !== undefined) line.logger.warn({ system: name }, `${leftOut} records were left out by the sender: its own limit cut them`);
    const outputs = events.map((event) => captured(event, capture));
    const taken = { system, webhook, outputs, traceparent: headers.traceparent };
    return comesAgain(webhook) ? send(taken) : sendOrKeep(taken, tooMuch);
  };
}

/** Parsed once for each revision of a system, not for each call. */
const parsed = new WeakMap<SystemSpec, unknown>();

function settingsOf(system: SystemSpec, connector: Connector): unknown {
  if (!parsed.has(system)) parsed.set(system, connector.settings.parse(system.settings));
  return parsed.get(system);
}

const comesAgain = (webhook: WebhookSource<unknown>): boolean => webhook.comesAgain ?? true;

/** null when the call is authentic. */
async function refusal(
  line: Line,
  name: string,
  webhook: WebhookSource<unknown>,
  check: () => Promise<string | null>,
): Promise<Answer | null> {
  const refused = await authenticated(check);
  if (refused === null) return null;
  if (refused instanceof FailureError) {
    line.logger.error({ system: name, failure: refused.failure }, 'cannot tell whether a webhook is authentic');
    return { ...webhook.answers.comeAgain, reason: 'this system is not configured completely' };
  }
  line.logger.warn({ system: name, reason: refused }, 'webhook refused');
  return { status: 401, reason: 'authentication failed' };
}

/** A secret that cannot be read is our fault: the sender must come again rather than be refused. */
async function authenticated(check: () => Promise<string | null>): Promise<string | null | FailureError> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof FailureError) return error;
    throw error;
  }
}

interface Call {
  readonly records: readonly OutRecord[];
  readonly spans: readonly HopSpan[];
}

function written({ kernel, env }: Line, outputs: readonly Output[], sent: string | undefined): Call {
  const spans: HopSpan[] = [];
  const records = outputs.map((output) => {
    // The sender's own trace context is kept; else each record of a call gets a trace of its own.
    const span = sendSpan(output.id, parseTraceparent(sent) && sent ? sent : newTraceparent(env.JUNCTOR_TRACE_RATIO));
    spans.push(span);
    return writeOutput(output, { trail: noTrail, revision: null }, span.traceparent, 'ingest', kernel.codec, kernel.partitions);
  });
  return { records, spans };
}

/** Resolves to false when the broker did not answer in time; what it took nevertheless is harmless as a repeat. */
async function append({ kernel, outbox }: Line, { records, spans }: Call, acknowledgeWithinMs: number): Promise<boolean> {
  step('ingest', 'decided', records.length);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, acknowledgeWithinMs, false);
  });
  const acknowledged = new Promise<boolean>((resolve) =>
    outbox.append(records, () => resolve(true), performance.now() + acknowledgeWithinMs),
  );
  const inTime = await Promise.race([acknowledged, late]);
  clearTimeout(timer);
  step('ingest', 'acknowledged', records.length);
  for (const span of spans) span.end(inTime ? undefined : 'timeout');
  kernel.meters.sent.add(records.length, { stage: 'ingest' });
  return inTime;
}

function sendSpan(id: string, traceparent: string): HopSpan {
  return startHop({
    name: `send ${topics.raw}`,
    kind: 'producer',
    traceparent,
    attributes: () => ({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': topics.raw,
      'messaging.message.id': id,
      'junctor.stage': 'ingest',
    }),
  });
}
