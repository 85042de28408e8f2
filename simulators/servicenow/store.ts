/**
 * Records in memory. Rows never change in place: each write adds a version, because list queries answer from an index
 * that lags behind (`--search-lag`), while a read by sys_id sees the newest version at once.
 */
export type Row = Readonly<Record<string, string>>;

interface Versions {
  latest: Row;
  /** Older versions that lists may still have to answer with, oldest first; pruned as they fall out of the lag. */
  history: { readonly at: number; readonly row: Row }[];
}

interface Table {
  readonly records: Map<string, Versions>;
  /** `field value` -> sys_ids that carry it or ever did; a match is checked again on the row. */
  readonly index: Map<string, Set<string>>;
}

/** Fields that a list query finds without reading the whole table. */
export const INDEXED = ['correlation_id', 'number', 'name', 'element_id'] as const;

export interface RecordStore {
  get(table: string, sysId: string): Row | undefined;
  /** Adds a version that lists may show from `at + lag` on. `at` in epoch milliseconds. */
  put(table: string, row: Row, at: number): void;
  /** The newest row that an index that is `behind` ms knows, for each record or for those that may have `field = value`. */
  visible(table: string, now: number, behind: number, hint?: { readonly field: string; readonly value: string }): Iterable<Row>;
  /** The sys_id of the record whose `field` is `value` right now. */
  lookup(table: string, field: string, value: string): string | undefined;
  all(table: string): Iterable<Row>;
  count(table: string): number;
}

function visibleRow(versions: Versions, horizon: number): Row | undefined {
  const { history } = versions;
  let seen = -1;
  for (let i = history.length - 1; i >= 0; i -= 1) {
    if ((history[i]?.at ?? Number.POSITIVE_INFINITY) <= horizon) {
      seen = i;
      break;
    }
  }
  return history[seen]?.row;
}

/** `lag` (ms) says how long a replaced version may still be asked for. */
export function createRecordStore(lag: () => number): RecordStore {
  const tables = new Map<string, Table>();

  function tableOf(name: string): Table {
    let table = tables.get(name);
    if (table === undefined) {
      table = { records: new Map(), index: new Map() };
      tables.set(name, table);
    }
    return table;
  }

  function indexRow(table: Table, row: Row, sysId: string): void {
    for (const field of INDEXED) {
      const value = row[field];
      if (value === undefined || value === '') continue;
      const entry = `${field} ${value}`;
      const ids = table.index.get(entry);
      if (ids === undefined) table.index.set(entry, new Set([sysId]));
      else ids.add(sysId);
    }
  }

  return {
    get: (table, sysId) => tableOf(table).records.get(sysId)?.latest,
    put(name, row, at) {
      const table = tableOf(name);
      const sysId = row.sys_id ?? '';
      const versions = table.records.get(sysId);
      if (versions === undefined) table.records.set(sysId, { latest: row, history: [{ at, row }] });
      else {
        versions.latest = row;
        versions.history.push({ at, row });
        const horizon = at - lag();
        while (versions.history.length > 1 && (versions.history[1]?.at ?? at) <= horizon) versions.history.shift();
      }
      indexRow(table, row, sysId);
    },
    *visible(name, now, behind, hint) {
      const table = tableOf(name);
      const ids = hint === undefined ? table.records.keys() : (table.index.get(`${hint.field} ${hint.value}`) ?? []);
      for (const id of ids) {
        const versions = table.records.get(id);
        const row = versions === undefined ? undefined : visibleRow(versions, now - behind);
        if (row !== undefined) yield row;
      }
    },
    lookup(name, field, value) {
      const table = tableOf(name);
      for (const id of table.index.get(`${field} ${value}`) ?? []) if (table.records.get(id)?.latest[field] === value) return id;
      return undefined;
    },
    *all(name) {
      for (const versions of tableOf(name).records.values()) yield versions.latest;
    },
    count: (name) => tableOf(name).records.size,
  };
}
