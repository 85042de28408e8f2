import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { badPosts, badRows, readCmdb, SESSION } from '#verification/data';
import {
  type ExpectedIncident,
  judgeFiles,
  judgeHistory,
  judgeParked,
  judgeTexts,
  judgeTickets,
  type LedgerLine,
  type ParkedItem,
  readLines,
  type Ticket,
  ticketsOf,
  type WebhookLine,
} from '#verification/oracles';
import { expectedIncidents, expectedTickets } from '#verification/reference';

export interface Evidence {
  readonly servicenowLog: string;
  readonly webhookLog: string;
  readonly filesDir: string;
  /** What the senders were told is durable, one line a record. */
  readonly acceptedAlerts: string;
  readonly acceptedRows: string;
  /** CSV that the rows came from, and how many of them. */
  readonly auditLog: string;
  readonly rows: number;
  readonly parked: readonly ParkedItem[];
  /** Whether the named bad input was sent along. */
  readonly bad: boolean;
  /** Deliveries whose own outcome says that they may have been sent twice. */
  readonly declaredTwice?: ReadonlySet<string>;
}

export interface Verdict {
  readonly accepted: number;
  readonly tickets: number;
  readonly duplicates: number;
  readonly possibleDuplicates: number;
  readonly orderInversions: number;
  readonly oracles: { readonly conservation: boolean; readonly noDuplicates: boolean; readonly order: boolean; readonly cause: boolean };
  /** The first findings of each kind, for a person. */
  readonly findings: readonly string[];
  /** Every finding, by kind. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly found: readonly Ticket[];
}

/** Judges a run from the simulators' journals and the senders' lists alone; only what is parked is read from the review queue. */
export function judge(evidence: Evidence): Verdict {
  const alerts = readLines<{ post: number; fingerprint: string; status: string; bad: string | null }>(evidence.acceptedAlerts);
  const rows = readLines<object>(evidence.acceptedRows);
  const good = new Set(alerts.filter(({ bad }) => bad === null).map(({ post, fingerprint, status }) => `${post}/${fingerprint}/${status}`));
  const expected = expectedTickets(
    gunzipSync(readFileSync(SESSION)).toString(),
    readCmdb().map((ci) => ({ ...ci, keys: [...ci.keys] })),
    good,
  );
  const audit = expectedIncidents(readCsv(evidence.auditLog), evidence.rows);
  const incidents = audit.incidents as unknown as ExpectedIncident[];

  const ledger = readLines<LedgerLine>(evidence.servicenowLog);
  const found = ticketsOf(ledger);
  const texts = judgeTexts(ledger, found, expected.tickets);
  const tickets = judgeTickets(found, expected.tickets);
  const history = judgeHistory(readLines<WebhookLine>(evidence.webhookLog), incidents, evidence.declaredTwice);
  const files = judgeFiles(readFiles(evidence.filesDir), incidents);
  const unknownStates = audit.parked.map(({ number }) => ({
    id: number,
    code: 'unknown-value',
    stage: 'transform',
    found: { by: 'record' as const, value: number },
  }));
  const named = [...(evidence.bad ? [...badPosts(), ...badRows()] : []), ...unknownStates];
  const parked = judgeParked(evidence.parked, named);

  const groups = {
    'ticket missing': tickets.missing,
    'ticket different': tickets.different,
    'text missing': texts.missing,
    'message missing': history.missing,
    'file missing': files.missing,
    'file different': files.different,
    'not parked': parked.missing,
    'parked unexpectedly': parked.unexpected,
    'ticket doubled': tickets.doubled,
    'text doubled': texts.doubled,
    'message doubled': history.doubled,
    'order inverted': history.inversions,
    'ticket without a cause': tickets.uncaused,
    'message without a cause': history.uncaused,
    'file without a cause': files.uncaused,
  };
  const none = (...names: (keyof typeof groups)[]): boolean => names.every((name) => groups[name].length === 0);
  return {
    accepted: alerts.length + rows.length,
    tickets: found.length,
    duplicates: tickets.doubled.length + texts.doubled.length + history.doubled.length,
    possibleDuplicates: history.possible,
    orderInversions: history.inversions.length,
    oracles: {
      conservation: none(
        'ticket missing',
        'ticket different',
        'text missing',
        'message missing',
        'file missing',
        'file different',
        'not parked',
        'parked unexpectedly',
      ),
      noDuplicates: none('ticket doubled', 'text doubled', 'message doubled'),
      order: none('order inverted'),
      cause: none('ticket without a cause', 'message without a cause', 'file without a cause'),
    },
    findings: Object.entries(groups).flatMap(([name, each]) =>
      each.length === 0 ? [] : [`${name}: ${each.length}, such as ${each.slice(0, 3).join('; ')}`],
    ),
    groups,
    found,
  };
}

function readCsv(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function readFiles(dir: string): Map<string, Readonly<Record<string, unknown>>> {
  const records = new Map<string, Readonly<Record<string, unknown>>>();
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    if (!name.endsWith('.json')) continue;
    const { key, record } = JSON.parse(readFileSync(join(dir, name), 'utf8')) as { key: string; record: Record<string, unknown> };
    records.set(key, record);
  }
  return records;
}
