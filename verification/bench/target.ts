/**
 * Program: a destination that speaks as much of the ServiceNow Table API as the connector needs, in memory, answering after a
 * given time. It counts what it is told per key and notices a step that comes twice or out of order. No fault is acted out
 * here: the simulator of simulators/servicenow does that.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { readMark } from './alerts.ts';
import { percentiles } from './statistics.ts';

const { values } = parseArgs({ options: { delay: { type: 'string', default: '0' } } });

interface Ticket {
  readonly key: string;
  readonly sysId: string;
  step: number;
  writes: number;
}

let delayMs = Number(values.delay);
let byKey = new Map<string, Ticket>();
let tickets: Ticket[] = [];
let latencies: number[] = [];
let counts = { effects: 0, creates: 0, repeated: 0, inverted: 0, unmarked: 0 };

function reset(delay: number): void {
  delayMs = delay;
  byKey = new Map();
  tickets = [];
  latencies = [];
  counts = { effects: 0, creates: 0, repeated: 0, inverted: 0, unmarked: 0 };
}

function note(ticket: Ticket, columns: Record<string, string>): void {
  counts.effects++;
  ticket.writes++;
  const mark = readMark(columns.short_description ?? '');
  if (mark === null) {
    counts.unmarked++;
    return;
  }
  latencies.push(performance.timeOrigin + performance.now() - mark.sentAt);
  if (mark.step === ticket.step) counts.repeated++;
  else if (mark.step !== ticket.step + 1) counts.inverted++;
  ticket.step = Math.max(ticket.step, mark.step);
}

function create(columns: Record<string, string>): Ticket {
  const key = columns.correlation_id ?? '';
  // A second ticket for one key would be a duplicate: it is counted as a repeated step of the first.
  const ticket = byKey.get(key) ?? { key, sysId: String(tickets.length), step: 0, writes: 0 };
  if (!byKey.has(key)) {
    byKey.set(key, ticket);
    tickets.push(ticket);
    counts.creates++;
  }
  return ticket;
}

const answer = (ticket: Ticket) => ({ sys_id: ticket.sysId, number: `INC${ticket.sysId.padStart(7, '0')}`, correlation_id: ticket.key });

function stats(): object {
  return { ...counts, keys: byKey.size, latencyMs: percentiles(latencies), samples: latencies.length };
}

function handle(method: string, url: string, body: string): { status: number; result: unknown; wait: boolean } {
  if (url.startsWith('/reset')) {
    reset(Number(new URLSearchParams(url.split('?')[1]).get('delay') ?? '0'));
    return { status: 200, result: stats(), wait: false };
  }
  if (url.startsWith('/stats')) return { status: 200, result: stats(), wait: false };
  if (method === 'GET') {
    const key = /correlation_id=([^^&]+)/.exec(decodeURIComponent(url))?.[1] ?? '';
    const found = byKey.get(key);
    return { status: 200, result: found ? [answer(found)] : [], wait: true };
  }
  const columns = JSON.parse(body) as Record<string, string>;
  const path = url.split('?')[0] ?? '';
  const ticket = method === 'POST' ? create(columns) : tickets[Number(path.slice(path.lastIndexOf('/') + 1))];
  if (!ticket) return { status: 404, result: null, wait: true };
  note(ticket, columns);
  return { status: method === 'POST' ? 201 : 200, result: answer(ticket), wait: true };
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { status, result, wait } = handle(request.method ?? 'GET', request.url ?? '/', Buffer.concat(chunks).toString('utf8'));
    const text = JSON.stringify({ result });
    const reply = (): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    };
    if (wait && delayMs > 0) setTimeout(reply, delayMs);
    else reply();
  });
}

const server = createServer({ keepAliveTimeout: 60_000 }, serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
