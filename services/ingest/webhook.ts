import { registry as connectors } from '#connectors';
import type { HttpAnswer, RequestHeaders } from '#libs/connector-kit';
import { FailureError } from '#libs/failures';
import type { Line } from '#libs/host';
import { topics } from '#libs/line';
import { type Output, writeOutput } from '#libs/stage';
import { type HopSpan, newTraceparent, parseTraceparent, startHop, step } from '#libs/telemetry';
import { captured } from './ingest.ts';
import { unpack } from './unpack.ts';

/** Above this many unacknowledged records the sender is told to come again: the broker is the buffer, not our memory. */
const overload = 20_000;
/** Below what senders wait for: PagerDuty 5 s, Alertmanager and GitHub 10 s (formats.md). */
const acknowledgeWithinMs = 4_000;

export type Answer = HttpAnswer & { readonly reason?: string };

/**
 * Takes one call of a source system: authenticates the raw bytes, cuts it into records, and answers only after all
 * in-sync replicas have them. What is authentic but malformed is accepted and parked; refusing it would be losing it.
 */
export async function receive(line: Line, name: string, headers: RequestHeaders, body: Buffer): Promise<Answer> {
  const workspace = line.workspaces.current();
  if (workspace === null) return { status: 503, headers: { 'retry-after': '5' }, reason: 'no workspace has been applied yet' };
  const system = workspace.systems.get(name);
  const connector = system && connectors.has(system.connector) ? connectors.get(system.connector) : undefined;
  if (!system || !connector?.webhook) return { status: 404, reason: `no system "${name}" takes webhooks here; see systems/*.yaml` };
  const { webhook } = connector;
  const settings = connector.settings.parse(system.settings);
  const refused = authenticated(() => webhook.authenticate(headers, body, settings));
  if (refused instanceof FailureError) {
    line.logger.error({ system: name, failure: refused.failure }, 'cannot tell whether a webhook is authentic');
    return { ...webhook.answers.comeAgain, reason: 'this system is not configured completely' };
  }
  if (refused !== null) {
    line.logger.warn({ system: name, reason: refused }, 'webhook refused');
    return { status: 401, reason: 'authentication failed' };
  }
  if (line.outbox.waiting > overload)
    return { ...webhook.answers.comeAgain, reason: 'more is waiting for the broker than this process holds' };
  const unpacked = await unpack(headers, body);
  if (unpacked.kind === 'refused') return unpacked;
  const capture = { system: name, channel: 'webhook' as const, receivedAt: Date.now(), revision: workspace.revision };
  const events = webhook.parse(headers, unpacked.body, settings);
  const leftOut = events[0]?.attributes.truncated;
  if (leftOut !== undefined) line.logger.warn({ system: name }, `${leftOut} records were left out by the sender: its own limit cut them`);
  const outputs = events.map((event) => captured(event, capture));
  const appended = await append(line, outputs, headers.traceparent);
  return appended ? webhook.answers.accepted : { ...webhook.answers.comeAgain, reason: 'the broker did not acknowledge in time' };
}

/** A secret that cannot be read is our fault: the sender must come again rather than be refused. */
function authenticated(check: () => string | null): string | null | FailureError {
  try {
    return check();
  } catch (error) {
    if (error instanceof FailureError) return error;
    throw error;
  }
}

/** Resolves to false when the broker did not answer in time; what it took nevertheless is harmless as a repeat. */
async function append(line: Line, outputs: readonly Output[], sent: string | undefined): Promise<boolean> {
  const { kernel, outbox, env } = line;
  const spans: HopSpan[] = [];
  const records = outputs.map((output) => {
    // The sender's own trace context is kept; else each record of a call gets a trace of its own.
    const span = sendSpan(output.id, parseTraceparent(sent) && sent ? sent : newTraceparent(env.JUNCTOR_TRACE_RATIO));
    spans.push(span);
    return writeOutput(output, { trail: [], revision: null }, span.traceparent, 'ingest', kernel.codec, kernel.partitions);
  });
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
