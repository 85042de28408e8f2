/** The trigger of one workflow: takes cards by a signed URL, shows each of them, answers 202 and nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  type Burst,
  createFaultPanel,
  type Handler,
  headerOf,
  type JsonRecord,
  json,
  openJournal,
  panelAnswer,
  parseRecord,
  type RunningServer,
  readJournal,
  recordOf,
  startServer,
} from '#simulators/kit';

export interface TeamsOptions {
  readonly port: number;
  /** Journal file; null keeps nothing on disk. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** Value of `sig`. */
  readonly signature: string;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
}

/** One line of the journal, in order of arrival. */
export interface CardLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly op: 'shown' | 'rejected';
  readonly card: unknown;
  readonly withheld: boolean;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

export const DEFAULTS: TeamsOptions = {
  port: 0,
  log: null,
  requests: null,
  signature: 'junctor',
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
};

/** gk. */
const MAX_BYTES = 28 * 1024;

const refusal = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  json(status, { error: { code, message: 'The request was not taken.' } }, headers);

/** The card of a message; null when it is not what a workflow takes (formats.md). */
function cardIn(body: JsonRecord | null): JsonRecord | null {
  const [first] = Array.isArray(body?.attachments) ? body.attachments.map(recordOf) : [];
  if (body?.type !== 'message' || first?.contentType !== 'application/vnd.microsoft.card.adaptive') return null;
  const card = recordOf(first.content);
  return card.type === 'AdaptiveCard' && Array.isArray(card.body) ? card : null;
}

async function lastSeq(log: string | null): Promise<number> {
  let seq = 0;
  if (log !== null) for await (const line of readJournal(log)) seq = (line as CardLine).seq;
  return seq;
}

/** Any POST with the right `sig` is a card. */
export async function startTeams(given: Partial<TeamsOptions> = {}): Promise<RunningServer> {
  const options = { ...DEFAULTS, ...given };
  let seq = await lastSeq(options.log);
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + seq);
  const counters = { requests: 0, shown: 0, rejected: 0, withheld: 0 };
  const shown: unknown[] = [];
  const panel = {
    faults,
    counters: () => ({ ...counters, ...journal.stats() }),
    state: () => ({ cards: shown }),
    switches: () => ({}),
    change: () => undefined,
  };

  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/__sim/')) return panelAnswer(panel, request.method ?? 'GET', url.pathname, body);
    const caller = { requestId: headerOf(request, 'x-request-id'), traceparent: headerOf(request, 'traceparent') };
    const write = (op: CardLine['op'], card: unknown, withheld: boolean): Promise<void> => {
      seq += 1;
      return journal.append({ at: Date.now(), seq, op, card, withheld, ...caller });
    };
    counters.requests += 1;
    if (faults.settings.delayMs > 0) await sleep(faults.settings.delayMs);
    const fault = faults.intercept();
    if (fault !== null)
      return refusal(fault.status, 'Injected', fault.retryAfter === null ? {} : { 'Retry-After': String(fault.retryAfter) });
    if (!faults.secrets(options.signature).includes(url.searchParams.get('sig') ?? ''))
      return refusal(401, 'DirectApiAuthorizationRequired');
    const card = body.length > MAX_BYTES ? null : cardIn(parseRecord(body));
    if (card === null) {
      counters.rejected += 1;
      await write('rejected', null, false);
      return body.length > MAX_BYTES ? refusal(413, 'RequestEntityTooLarge') : refusal(400, 'TriggerInputSchemaMismatch');
    }
    const withheld = faults.withholds();
    counters.shown += 1;
    if (withheld) counters.withheld += 1;
    shown.push(card);
    await write('shown', card, withheld);
    return withheld ? 'withhold' : { status: 202, body: '' };
  };
  const server = await startServer(options.port, serve, faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await journal.close();
  };
  return { url: server.url, port: server.port, close };
}
