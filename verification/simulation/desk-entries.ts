import { type AppendAction, markerOf } from '#libs/connector-kit';
import type { Host } from './host.ts';
import type { createTargetLink } from './target-link.ts';
import type { World } from './world.ts';

interface Entry {
  readonly id: string;
  readonly record: string;
  readonly marker: string;
  /** Whoever lists the entries sees it from then on. */
  readonly visibleAt: number;
}

interface Desk {
  readonly delayMs: number;
  recordOf(id: string): { readonly key: string; readonly fields: Readonly<Record<string, unknown>> } | undefined;
}

/** Texts of the desk's records: each call adds one, whatever was added before; they are listed with a lag. */
export function createEntries(
  world: World,
  link: ReturnType<typeof createTargetLink>['link'],
  { delayMs, recordOf }: Desk,
): (host: Host) => AppendAction {
  const { clock, streams } = world;
  const entries: Entry[] = [];
  const laneOf = (record: string): string => recordOf(record)?.key ?? record;

  return (host) => ({
    idempotency: 'searchable',
    consistencyDelayMs: delayMs,
    appendRecord(record, text, call) {
      const lane = laneOf(record);
      return link(host, call, { op: 'note', key: lane, lane, fields: { text } }, (lagLeft) => {
        const id = `entry ${entries.length + 1}`;
        const visibleAt = clock.now() + streams.of('entries').next() * lagLeft;
        entries.push({ id, record, marker: markerOf(call.deliveryId), visibleAt });
        return { result: { remoteId: id, at: clock.epoch() }, id: record, after: { ...recordOf(record)?.fields } };
      });
    },
    findAppend(record, marker, _sinceMs, call) {
      const lane = laneOf(record);
      return link(host, call, { op: 'find-note', key: lane, lane, fields: {} }, () => {
        const found = entries.filter((each) => each.record === record && each.marker === marker && each.visibleAt <= clock.now());
        return { result: found.map(({ id }) => ({ remoteId: id, at: null })), id: null, after: {} };
      });
    },
  });
}
