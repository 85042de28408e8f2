import type { Call, TargetObject, Written } from '#libs/connector-kit';
import { createEntries } from './desk-entries.ts';
import { targetFaults } from './fault-kinds.ts';
import type { Host } from './host.ts';
import { createTargetLink, type Notes } from './target-link.ts';
import type { World } from './world.ts';

type Fields = Record<string, unknown>;

interface Held {
  readonly id: string;
  readonly key: string;
  fields: Fields;
  /** Searches find it from then on. */
  readonly visibleAt: number;
}

/** Destinations as they are in themselves; hosts reach them through links of their own. */
export interface Target extends Notes {
  readonly name: string;
  credentialVersion(): string;
  objectFor(host: Host): TargetObject;
}

const nothingYet = (): Notes => ({ journal: [], refusals: [], outages: [] });

const written = (remoteId: string, number: string | null): Written => ({ remoteId, number, url: null });

/** As ServiceNow: no idempotency key, a search that lags, a limit, work that is done after its caller has given up. */
export function createDesk(world: World, consistencyDelayMs: number): Target {
  const held = new Map<string, Held>();
  const notes = nothingYet();
  const { link, credentialVersion } = createTargetLink(world, 'servicenow', notes, {
    delayMs: consistencyDelayMs,
    faults: targetFaults,
  });

  const entries = createEntries(world, link, { delayMs: consistencyDelayMs, recordOf: (id) => held.get(id) });

  function change(record: Held, fields: Fields): Written {
    record.fields = { ...record.fields, ...fields };
    return written(record.id, `INC${record.id}`);
  }

  function objectFor(host: Host): TargetObject {
    return {
      create: 'searchable',
      update: 'upsert',
      consistencyDelayMs,
      append: { note: entries(host) },
      createRecord: (key, want, call) =>
        link(host, call, { op: 'create', key, lane: key, fields: want }, (lagLeft) => {
          const id = String(held.size + 1);
          held.set(id, { id, key, fields: { ...want }, visibleAt: world.clock.now() + world.streams.of('search').next() * lagLeft });
          return { result: written(id, `INC${id}`), id, after: { ...want } };
        }),
      updateRecord(id, want, call) {
        const fields = call.changed === null ? want : Object.fromEntries(Object.entries(want).filter(([name]) => call.changed?.has(name)));
        const lane = held.get(id)?.key ?? id;
        return link(host, call, { op: 'update', key: lane, lane, fields }, () => {
          const record = held.get(id);
          if (!record) throw new Error(`no record ${id}`);
          return { result: change(record, fields), id, after: { ...record.fields } };
        });
      },
      find: (key, call) =>
        link(host, call, { op: 'find', key, lane: key, fields: {} }, () => {
          const found = [...held.values()].filter((record) => record.key === key && record.visibleAt <= world.clock.now());
          return { result: found.map(({ id }) => written(id, `INC${id}`)), id: null, after: {} };
        }),
    };
  }

  return { name: 'servicenow', ...notes, credentialVersion, objectFor };
}

/** As a plain webhook receiver: it takes what comes and can't be asked. */
export function createReceiver(world: World): Target {
  const notes = nothingYet();
  const { link, credentialVersion } = createTargetLink(world, 'archive-webhook', notes, {
    delayMs: 0,
    faults: targetFaults,
  });
  const post = (host: Host, key: string, want: Readonly<Fields>, call: Call): Promise<Written> =>
    link(host, call, { op: 'post', key, lane: key, fields: want }, () => ({ result: written(key, null), id: key, after: { ...want } }));
  return {
    name: 'archive-webhook',
    ...notes,
    credentialVersion,
    objectFor: (host) => ({
      create: 'none',
      update: 'none',
      consistencyDelayMs: 0,
      createRecord: (key, want, call) => post(host, key, want, call),
      updateRecord: (key, want, call) => post(host, key, want, call),
    }),
  };
}

/** As a folder of files: each write replaces the whole record, so that doing it twice is doing it once. */
export function createFolder(world: World, name: string): Target {
  const notes = nothingYet();
  const files = new Map<string, Fields>();
  const { link, credentialVersion } = createTargetLink(world, name, notes, { delayMs: 0, faults: targetFaults });
  const write = (host: Host, key: string, want: Readonly<Fields>, call: Call, merge: boolean): Promise<Written> =>
    link(host, call, { op: 'write', key, lane: key, fields: want }, () => {
      const record = merge ? { ...files.get(key), ...want } : { ...want };
      files.set(key, record);
      return { result: written(key, null), id: key, after: record };
    });
  return {
    name,
    ...notes,
    credentialVersion,
    objectFor: (host) => ({
      create: 'upsert',
      update: 'upsert',
      consistencyDelayMs: 0,
      createRecord: (key, want, call) => write(host, key, want, call, false),
      updateRecord: (key, want, call) => write(host, key, want, call, true),
    }),
  };
}
