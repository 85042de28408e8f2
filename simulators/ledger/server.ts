/**
 * A help desk as they were: forms in, XML out, and 200 for everything that it understood, refusals included. It sends no
 * webhooks; what changed has to be asked for. One file a face: /entry/add, set, remark, list, changed.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  createFaultPanel,
  type Handler,
  headerOf,
  json,
  openJournal,
  panelAnswer,
  parseRecord,
  type RunningServer,
  readJournal,
  startServer,
} from '#simulators/kit';
import { type Entry, entryOf, entryXml, refusalOf, stamp } from './entry.ts';
import { DEFAULTS, type SimulatorOptions } from './options.ts';

export interface LedgerLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly op: 'added' | 'set' | 'remarked' | 'rejected';
  readonly entry: Entry | null;
  readonly withheld: boolean;
  readonly detail?: string;
}

type Done = Answer | 'withhold';

const MOST_ROWS = 25;
const xml = (status: number, inner: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${inner}\n`,
});
const reply = (inner: string): Answer => xml(200, `<reply status="ok">${inner}</reply>`);

function listXml(found: readonly Entry[], url: URL): Answer {
  const start = Math.max(0, Number(url.searchParams.get('start') ?? 0) || 0);
  const count = Math.min(Math.max(1, Number(url.searchParams.get('count') ?? 10) || 10), MOST_ROWS);
  const rows = found.slice(start, start + count);
  return reply(`<list total="${found.length}" start="${start}">${rows.map(entryXml).join('')}</list>`);
}

interface Ledger {
  readonly entries: Map<number, Entry>;
  write(op: LedgerLine['op'], entry: Entry, mayWithhold: boolean): Promise<Done>;
  refuse(code: number, message: string): Promise<Answer>;
}

async function form(ledger: Ledger, path: string, given: URLSearchParams, by: string, mayWithhold: boolean): Promise<Done> {
  const at = Date.now();
  if (path === '/entry/add') {
    const refusal = refusalOf(given, true);
    if (refusal !== null) return ledger.refuse(...refusal);
    return ledger.write('added', entryOf(null, given, ledger.entries.size + 1, at), mayWithhold);
  }
  const before = ledger.entries.get(Number(given.get('id')));
  if (before === undefined) return ledger.refuse(20, 'no such entry');
  if (path === '/entry/remark') {
    const remark = { by, at: stamp(at), text: given.get('text') ?? '' };
    if (remark.text === '') return ledger.refuse(12, 'text is missing');
    return ledger.write('remarked', { ...before, changed: stamp(at), remarks: [...before.remarks, remark] }, mayWithhold);
  }
  const refusal = refusalOf(given, false);
  if (refusal !== null) return ledger.refuse(...refusal);
  return ledger.write('set', entryOf(before, given, before.id, at), mayWithhold);
}

function read(ledger: Ledger, url: URL): Answer | null {
  const all = [...ledger.entries.values()];
  if (url.pathname === '/entry/list')
    return listXml(
      all.filter((entry) => entry.xref === url.searchParams.get('xref')),
      url,
    );
  if (url.pathname !== '/entry/changed') return null;
  const since = url.searchParams.get('since') ?? '';
  const found = all
    .filter((entry) => entry.changed >= since)
    .sort((a, b) => (a.changed === b.changed ? a.id - b.id : a.changed < b.changed ? -1 : 1));
  return listXml(found, url);
}

/** Starts one ledger. Rejects when the journal can't be read or the port is taken. */
export async function startLedger(given: Partial<SimulatorOptions> = {}): Promise<RunningServer> {
  const options = { ...DEFAULTS, ...given };
  const entries = new Map<number, Entry>();
  let seq = 0;
  if (options.log !== null) {
    for await (const line of readJournal(options.log)) {
      const { entry, seq: last } = line as LedgerLine;
      seq = last;
      if (entry !== null) entries.set(entry.id, entry);
    }
  }
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + seq);
  const counters = { requests: 0, written: 0, rejected: 0, withheld: 0, tooMany: 0 };
  const append = (line: Omit<LedgerLine, 'at' | 'seq'>): Promise<void> => {
    seq += 1;
    return journal.append({ at: Date.now(), seq, ...line });
  };
  const ledger: Ledger = {
    entries,
    async write(op, entry, mayWithhold) {
      entries.set(entry.id, entry);
      const withheld = mayWithhold && faults.withholds();
      counters[withheld ? 'withheld' : 'written'] += 1;
      await append({ op, entry, withheld });
      return withheld ? 'withhold' : reply(entryXml(entry));
    },
    async refuse(code, message) {
      counters.rejected += 1;
      await append({ op: 'rejected', entry: null, withheld: false, detail: message });
      return xml(200, `<reply status="error" code="${code}"><message>${message}</message></reply>`);
    },
  };

  function control(method: string, path: string, body: Buffer): Answer {
    const state = (): object => ({ entries: [...entries.values()] });
    const panel = { faults, counters: () => ({ ...counters, ...journal.stats() }), state, switches: () => ({}), change: () => undefined };
    return panelAnswer(panel, method, path, body);
  }

  /** `{path: "/entry/set", form: {id, state, ...}, by}`: what a person does at the desk. */
  async function act(body: Buffer): Promise<Answer> {
    const { path, form: fields, by } = parseRecord(body) ?? {};
    await form(ledger, String(path), new URLSearchParams(fields as Record<string, string>), String(by ?? 'Ada'), false);
    return json(200, {});
  }

  async function desk(request: IncomingMessage, url: URL, body: Buffer): Promise<Done> {
    counters.requests += 1;
    if (faults.settings.delayMs > 0) await sleep(faults.settings.delayMs);
    const fault = faults.intercept();
    if (fault?.status === 429) {
      counters.tooMany += 1;
      const busy = xml(200, '<reply status="error" code="31"><message>too busy, come again</message></reply>');
      return fault.retryAfter === null ? busy : { ...busy, headers: { ...busy.headers, 'Retry-After': String(fault.retryAfter) } };
    }
    if (fault?.status === 401 || !faults.secrets(options.key).includes(headerOf(request, 'x-ledger-key') ?? ''))
      return xml(200, '<reply status="error" code="10"><message>key not accepted</message></reply>');
    if (fault !== null) return xml(fault.status, '<reply status="error" code="99"><message>Injected failure</message></reply>');
    const found = request.method === 'GET' ? read(ledger, url) : null;
    if (found !== null) return found;
    if (request.method !== 'POST' || !/^\/entry\/(add|set|remark)$/.test(url.pathname))
      return xml(404, '<reply status="error" code="404"/>');
    if (!(headerOf(request, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded'))
      return xml(415, '<reply status="error" code="415"><message>a form is needed</message></reply>');
    return form(ledger, url.pathname, new URLSearchParams(body.toString('utf8')), 'junctor', true);
  }

  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/__sim/act') return act(body);
    if (url.pathname.startsWith('/__sim/')) return control(request.method ?? 'GET', url.pathname, body);
    return desk(request, url, body);
  };
  const server = await startServer(options.port, serve, faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await journal.close();
  };
  return { url: server.url, port: server.port, close };
}
