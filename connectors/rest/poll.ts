/** What changed since a moment, page by page: for systems that send no webhooks, and for what was missed. */
import { type Changed, type ConnectContext, FailureError, type Poller } from '#libs/connector-kit';
import { createRestClient } from './client.ts';
import { eventOf, MODELS, type ModelName } from './entries.ts';
import { beginning, type Place, readPage } from './list.ts';
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

/** A system of which nothing is read has missed nothing; one whose webhooks are read but that can't be asked has to say so. */
function unasked(settings: Settings): Changed {
  if (Object.keys(settings.receive).length === 0) return { events: [], next: null };
  const evidence = {
    message: 'This system cannot be asked what has changed',
    hint: 'Describe it in receive.<model>.poll of the system file',
  };
  throw new FailureError({ class: 'invalid', scope: 'system', evidence });
}

/** The overlap of the file is taken off what is asked for. */
export function createPoller(settings: Settings, context: ConnectContext): Poller {
  const client = createRestClient(settings, context);
  return {
    async changedSince(sinceMs, cursor, signal) {
      const at = positionOf(settings, cursor);
      const poll = at === null ? undefined : settings.receive[at.model]?.poll;
      if (at === null || poll === undefined) return unasked(settings);
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
    close: () => client.close(),
  };
}
