import type { Accepted, AcceptItem, DeliveryStore, Fold, Folded } from './contract.ts';
import { type Cell, columns, type Database, type Run } from './pool.ts';
import { moveAppendsBehind, supersedeParked } from './review-park.ts';
import { createLanes, lockLanes, readInboxAndCases, writeAccepted } from './sql/accept.ts';
import { decodeText, encodeJson, encodeOptional, encodeText } from './text.ts';

interface LaneRow {
  readonly id: string;
  nextSeq: number;
  readonly blocked: string | null;
  grown: boolean;
}

interface CaseRow {
  readonly laneId: string;
  readonly pattern: string;
  state: unknown;
  changed: boolean;
}

/** A row of the inbox: what became of a contribution, or a text that it adds. */
interface Entry {
  readonly id: string;
  readonly item: AcceptItem;
  readonly laneId: string;
  readonly seq: number | null;
  readonly result: Folded['result'] | { readonly kind: 'append'; readonly episode: number; readonly want: unknown };
}

/** The accept side of deliver. */
export function deliveryStore(database: Database): Pick<DeliveryStore, 'accept'> {
  return {
    accept: async (items, fold) => {
      if (items.length === 0) return { inserted: 0, targets: [] };
      return database.transaction((run, last) => accept(run, last, items, fold));
    },
  };
}

/** Two round trips where no head gives way: what is there, then what is written with the commit. */
async function accept(run: Run, last: Run, items: readonly AcceptItem[], fold: Fold): Promise<Accepted> {
  const wanted = targetsOf(items);
  const [lanes, { known, cases }] = await Promise.all([lockedLanes(run, wanted), inboxAndCases(run, items, wanted)]);
  const entries = foldNew(items, fold, lanes, known, cases);
  if (entries.length === 0) return { inserted: 0, targets: [] };
  const grown = [...lanes.values()].filter((lane) => lane.grown);
  const changed = [...cases.values()].filter((each) => each.changed).sort((a, b) => compareIds(a.laneId, b.laneId));
  const replaceable = grown.flatMap((lane) => (lane.blocked === 'supersede' ? [lane.id] : []));
  await (replaceable.length === 0 ? last : run)(writeAccepted, [
    ...columns(entries, ENTRY),
    ...columns(changed, [(each) => each.laneId, (each) => encodeText(each.pattern), (each) => encodeJson(each.state)]),
    ...columns(grown, [(lane) => lane.id, (lane) => lane.nextSeq]),
  ]);
  await supersedeParked(run, replaceable);
  await moveAppendsBehind(run, replaceable);
  const targets = new Set(entries.filter((entry) => entry.seq !== null).map((entry) => entry.item.targetSystem));
  return { inserted: entries.filter(({ result }) => result.kind !== 'append').length, targets: [...targets] };
}

const laneKey = (system: string, key: string): string => `${system.length}:${system}${key}`;
const caseKey = (laneId: string, pattern: string): string => `${laneId}:${pattern}`;
const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : Number(a > b));

type Targets = readonly [systems: readonly Cell[], keys: readonly Cell[]];

/** The targets of a batch, each once, in the order in which every acceptor creates lanes. */
function targetsOf(items: readonly AcceptItem[]): Targets {
  const wanted = new Map(items.map((item) => [laneKey(item.targetSystem, item.targetKey), item]));
  const sorted = [...wanted].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, item]) => item);
  return [sorted.map((item) => encodeText(item.targetSystem)), sorted.map((item) => encodeText(item.targetKey))];
}

async function lockedLanes(run: Run, keys: Targets): Promise<Map<string, LaneRow>> {
  type Found = { id: string; target_system: string; target_key: string; next_seq: string; blocked: string | null };
  const [, rows] = await Promise.all([run(createLanes, keys), run<Found>(lockLanes, keys)]);
  return new Map(
    rows.map((row) => [
      laneKey(decodeText(row.target_system), decodeText(row.target_key)),
      { id: row.id, nextSeq: Number(row.next_seq), blocked: row.blocked, grown: false },
    ]),
  );
}

/** Sent behind the lock of the lanes, so that it sees what their former holder wrote. */
async function inboxAndCases(run: Run, items: readonly AcceptItem[], targets: Targets) {
  const ids = items.map((item) => item.id);
  type Found = { id: string } | { id: null; lane_id: string; pattern: string; state: string };
  const known = new Set<string>();
  const cases = new Map<string, CaseRow>();
  for (const row of await run<Found>(readInboxAndCases, [ids, ...targets])) {
    if (row.id !== null) {
      known.add(row.id);
      continue;
    }
    const pattern = decodeText(row.pattern);
    cases.set(caseKey(row.lane_id, pattern), { laneId: row.lane_id, pattern, state: JSON.parse(row.state), changed: false });
  }
  return { known, cases };
}

/** Folds what is new, in the order given; an id that comes twice in one batch counts once. */
function foldNew(
  items: readonly AcceptItem[],
  fold: Fold,
  lanes: ReadonlyMap<string, LaneRow>,
  known: Set<string>,
  cases: Map<string, CaseRow>,
): Entry[] {
  const entries: Entry[] = [];
  for (const item of items) {
    const id = item.id.toLowerCase();
    if (known.has(id)) continue;
    known.add(id);
    const lane = lanes.get(laneKey(item.targetSystem, item.targetKey));
    if (lane === undefined) throw new Error(`lane of ${item.targetSystem}/${item.targetKey} is missing after it was created`);
    const key = caseKey(lane.id, item.pattern);
    const kept = cases.get(key) ?? { laneId: lane.id, pattern: item.pattern, state: null, changed: false };
    cases.set(key, kept);
    const folded = fold(kept.state, item);
    kept.changed ||= folded.state !== kept.state;
    kept.state = folded.state;
    const enters = folded.result.kind === 'deliver';
    entries.push({ id: item.id, item, laneId: lane.id, seq: enters ? lane.nextSeq++ : null, result: folded.result });
    lane.grown ||= enters || (folded.appends?.length ?? 0) > 0;
    for (const { id, episode, want } of folded.appends ?? [])
      entries.push({ id, item, laneId: lane.id, seq: lane.nextSeq++, result: { kind: 'append', episode, want } });
  }
  return entries;
}

/** In the order of writeAccepted's $1-$18. An append is what has a place in its lane and no digest. */
const ENTRY: readonly ((entry: Entry) => Cell)[] = [
  ({ id }) => id,
  ({ laneId }) => laneId,
  ({ seq }) => seq,
  ({ result }) => ('want' in result ? result.episode : null),
  ({ item }) => item.messageId,
  ({ item }) => encodeText(item.flow),
  ({ item }) => encodeText(item.pattern),
  ({ item }) => encodeText(item.system),
  ({ item }) => encodeText(item.record),
  ({ item }) => item.version,
  ({ item }) => encodeText(item.digest),
  ({ item }) => item.occurredAt,
  ({ result }) => ('want' in result ? encodeJson(result.want) : null),
  ({ result }) => (result.kind === 'deliver' ? encodeText(result.wantDigest) : null),
  ({ item }) => encodeOptional(item.traceparent),
  ({ item }) => encodeText(item.trail),
  ({ result }) => result.kind,
  ({ result }) => ('want' in result ? null : encodeText(result.reason)),
];
