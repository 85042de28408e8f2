/** What changed since a moment, page by page: for systems that send no webhooks, and for what was missed. */
import type { Changed, ConnectContext, Poller } from '#libs/connector-kit';
import { createRestClient } from './client.ts';
import { eventOf } from './entries.ts';
import { beginning, type Place, readPage } from './list.ts';
import { MODELS, type ModelName } from './models.ts';
import type { Settings } from './settings.ts';
import { writeTime } from './time.ts';

interface Position {
  readonly model: ModelName;
  readonly place: Place | null;
}

const polled = (settings: Settings): readonly ModelName[] => MODELS.filter((model) => settings.receive[model]?.poll !== undefined);

function positionOf(settings: Settings, cursor: string | null): Position | null {
  if (cursor !== null) return JSON.parse(cursor) as Position;
  const [model] = polled(settings);
  return model === undefined ? null : { model, place: null };
}

function nextOf(settings: Settings, model: ModelName, place: Place | null): string | null {
  if (place !== null) return JSON.stringify({ model, place });
  const all = polled(settings);
  const following = all[all.indexOf(model) + 1];
  return following === undefined ? null : JSON.stringify({ model: following, place: null });
}

/** A file without `poll` says that its system can't be asked: nothing comes of asking, and nobody tries again. */
const NOTHING: Changed = { events: [], next: null };

/** The overlap of the file is taken off what is asked for. */
export function createPoller(settings: Settings, context: ConnectContext): Poller {
  // A system that only sends webhooks has no address.
  const client = polled(settings).length === 0 ? null : createRestClient(settings, context);
  return {
    async changedSince(sinceMs, cursor, signal) {
      const at = positionOf(settings, cursor);
      const poll = at === null ? undefined : settings.receive[at.model]?.poll;
      if (client === null || at === null || poll === undefined) return NOTHING;
      const { since } = poll;
      const from = Math.max(0, sinceMs - since.overlapSeconds * 1_000);
      const scope = { since: writeTime(from, since.time, settings.timezone) };
      const sending = { deliveryId: null, traceparent: null, signal };
      const page = await readPage(client, poll, at.place ?? beginning(poll), scope, sending, settings.answers);
      return {
        events: page.entries.flatMap((entry) => eventOf(settings, 'poll', entry, {}) ?? []),
        next: nextOf(settings, at.model, page.next),
      };
    },
    close: async () => client?.close(),
  };
}
