/** One stand-in instance: state, journal, quota and faults, and the writes that go through all of them. */
import { type Answer, createFaultPanel, type FaultPanel, type Journal, json, openJournal } from '#simulators/kit';
import { toStored } from './clock.ts';
import { type Caller, createdLine, effectLine, rebuild, rejectedLine } from './ledger.ts';
import type { SimulatorOptions } from './options.ts';
import { present } from './present.ts';
import { createQuota, type Quota } from './quota.ts';
import { isRefusal } from './rules.ts';
import { JOURNAL, NUMBER_PREFIX, SCHEMA } from './schema.ts';
import { createRecordStore, type RecordStore } from './store.ts';
import { failure, notFound, presentationOf, type Target } from './table-api.ts';
import { createRow, stableSysId, updateRow, type WriteContext } from './writes.ts';

export interface Counters {
  requests: number;
  creates: number;
  updates: number;
  /** Updates that changed no field. */
  unchanged: number;
  rejected: number;
  reads: number;
  lists: number;
  withheld: number;
  tooMany: number;
  /** Requests that came before the end of a Retry-After we had answered (those already under way count too). */
  early: number;
}

export interface Switches {
  hibernating: boolean;
  searchLagMs: number;
  /** Fields that this user may not write; what is given for them is ignored. */
  ignoredFields: readonly string[];
  /** Columns of incident without which a write is refused, as by a data policy that the customer added. */
  mandatory: readonly string[];
  /** sys_journal_field shows no rows to this user, as without the right to read it (gk). */
  journalHidden: boolean;
}

export interface Instance {
  readonly options: SimulatorOptions;
  readonly store: RecordStore;
  readonly faults: FaultPanel;
  readonly quota: Quota;
  readonly counters: Counters;
  readonly journal: Journal;
  /** Switches of the control panel that only this vendor has. */
  readonly switches: Switches;
  /** Executes POST, PATCH or PUT; the answer is made only after the journal has the write on disk. */
  write(target: Target, given: Readonly<Record<string, unknown>>, caller: Caller): Promise<Answer | 'withhold'>;
}

const FIRST_NUMBER = 10_000;

export async function createInstance(options: SimulatorOptions): Promise<Instance> {
  const switches: Switches = {
    hibernating: false,
    searchLagMs: options.searchLagMs,
    ignoredFields: [],
    mandatory: [],
    journalHidden: false,
  };
  const store = createRecordStore(() => switches.searchLagMs);
  const found = options.log === null ? { seq: 0, numbers: {}, creates: 0, updates: 0 } : await rebuild(options.log, store);
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + found.seq);
  const counters: Counters = {
    requests: 0,
    creates: found.creates,
    updates: found.updates,
    unchanged: 0,
    rejected: 0,
    reads: 0,
    lists: 0,
    withheld: 0,
    tooMany: 0,
    early: 0,
  };
  addUser(store, options.user);
  const write = createWriter({ options, store, faults, counters, journal, switches }, found.seq, { ...found.numbers });
  return { options, store, faults, quota: createQuota(options.quota), counters, journal, switches, write };
}

function addUser(store: RecordStore, user: string): void {
  const sysId = stableSysId('sys_user', user);
  if (store.get('sys_user', sysId) !== undefined) return;
  const blank = Object.fromEntries(Object.keys(SCHEMA.sys_user ?? {}).map((name) => [name, '']));
  store.put('sys_user', { ...blank, sys_id: sysId, user_name: user, name: user, sys_created_on: toStored(0), sys_mod_count: '0' }, 0);
}

type WriterParts = Pick<Instance, 'options' | 'store' | 'faults' | 'counters' | 'journal' | 'switches'>;

function createWriter(parts: WriterParts, lastSeq: number, numbers: Record<string, number>): Instance['write'] {
  const { options, store, faults, counters, journal, switches } = parts;
  let seq = lastSeq;
  const head = (at: number, caller: Caller): { at: number; seq: number } & Caller => {
    seq += 1;
    return { at, seq, ...caller };
  };
  const nextNumber = (table: string): string => {
    const next = Math.max(numbers[table] ?? 0, FIRST_NUMBER) + 1;
    numbers[table] = next;
    return `${NUMBER_PREFIX[table] ?? ''}${String(next).padStart(7, '0')}`;
  };

  return async function write(target, given, caller) {
    const { table, sysId, url } = target;
    const now = Date.now();
    const inputDisplayValue = url.searchParams.get('sysparm_input_display_value') === 'true';
    const { unknownReference, user, timeZone } = options;
    const { ignoredFields, mandatory } = switches;
    const context: WriteContext = { store, now, user, inputDisplayValue, unknownReference, timeZone, ignoredFields, mandatory, nextNumber };
    const current = sysId === null ? null : store.get(table, sysId);
    if (current === undefined) return notFound();
    const effect = current === null ? createRow(table, given, context) : updateRow(table, current, given, context);
    if (isRefusal(effect)) {
      counters.rejected += 1;
      await journal.append(rejectedLine(head(now, caller), table, current, effect.status, effect.detail));
      return failure(effect.status, effect.message, effect.detail);
    }
    for (const one of effect.created) store.put(one.table, one.row, now);
    if (effect.row !== current) store.put(table, effect.row, now);
    const withheld = faults.withholds();
    counters[effect.op === 'create' ? 'creates' : 'updates'] += 1;
    if (effect.row === current) counters.unchanged += 1;
    if (withheld) counters.withheld += 1;
    const lines = [
      ...effect.created.map((one) => createdLine(head(now, caller), one, withheld && one.table === JOURNAL)),
      effectLine(head(now, caller), effect, withheld),
    ];
    await Promise.all(lines.map((line) => journal.append(line)));
    if (withheld) return 'withhold';
    const shown = present(store, table, effect.row, presentationOf(url, options));
    const headers: Record<string, string> =
      effect.op === 'create' ? { Location: `${url.origin}/api/now/table/${table}/${effect.row.sys_id ?? ''}` } : {};
    return json(effect.op === 'create' ? 201 : 200, { result: shown }, headers);
  };
}
