import type { AcceptItem, Append, DeliveryStore, Fold } from '#libs/state';
import { appendsBehind, supersedeHead } from './heads.ts';
import { addOutcome, at, type DeliveryRow, type LaneRow, type Tables } from './tables.ts';

export function acceptMethod(tables: Tables, now: () => number): Pick<DeliveryStore, 'accept'> {
  function laneOf({ targetSystem, targetKey }: AcceptItem): LaneRow {
    const key = JSON.stringify([targetSystem, targetKey]);
    const known = tables.laneOf.get(key);
    if (known) return known;
    const id = String(tables.lanes.size + 1);
    const lane: LaneRow = { id, targetSystem, targetKey, headSeq: 1, nextSeq: 1, epoch: 0, owner: null, blocked: null, dueAt: null };
    tables.lanes.set(id, lane);
    tables.laneOf.set(key, lane);
    return lane;
  }

  function enter(lane: LaneRow, row: DeliveryRow): void {
    tables.inbox.set(row.id, row);
    tables.queued.set(at(lane.id, lane.nextSeq), row);
    lane.nextSeq++;
    if (lane.blocked === null) lane.dueAt ??= now();
  }

  function add(lane: LaneRow, item: AcceptItem, { id, episode, want }: Append): void {
    const { contribution: _whole, ...fields } = item;
    const text = { id, episode, want: JSON.stringify(want), wantDigest: '', append: true };
    enter(lane, { ...fields, ...text, laneId: lane.id, seq: lane.nextSeq });
  }

  function accept(item: AcceptItem, fold: Fold): LaneRow | null {
    const lane = laneOf(item);
    const key = at(lane.id, item.pattern);
    const state = tables.cases.get(key);
    const folded = fold(state === undefined ? null : JSON.parse(state), item);
    tables.cases.set(key, JSON.stringify(folded.state));
    const { result, appends = [] } = folded;
    const { contribution: _whole, ...fields } = item;
    const enters = result.kind === 'deliver';
    const row: DeliveryRow = {
      ...fields,
      laneId: lane.id,
      seq: enters ? lane.nextSeq : null,
      episode: enters ? result.episode : 0,
      want: enters ? JSON.stringify(result.want) : 'null',
      wantDigest: enters ? result.wantDigest : '',
      append: false,
    };
    if (enters) enter(lane, row);
    else {
      tables.inbox.set(item.id, row);
      addOutcome(tables, {
        deliveryId: item.id,
        kind: result.kind,
        reason: result.reason,
        attempts: 0,
        possibleDuplicate: false,
        finishedAt: now(),
      });
    }
    for (const each of appends) add(lane, item, each);
    return enters || appends.length > 0 ? lane : null;
  }

  return {
    async accept(items, fold) {
      const seen = new Set<string>();
      const fresh = items.filter(({ id }) => !tables.inbox.has(id) && !seen.has(id) && seen.add(id));
      const grown = fresh.flatMap((item) => accept(item, fold) ?? []);
      for (const lane of new Set(grown)) {
        if (lane.blocked !== 'supersede') continue;
        supersedeHead(tables, lane, now());
        appendsBehind(tables, lane);
      }
      const targets = new Set(grown.map((lane) => lane.targetSystem));
      return { inserted: fresh.length, targets: [...targets] };
    },
  };
}
