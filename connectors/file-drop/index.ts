import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  type Call,
  type ConnectContext,
  createCredential,
  type Destination,
  defineConnector,
  FailureError,
  fileFailure,
  notOurs,
  type Poller,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { createDropFolder, type DropFile, type DropFolder } from './drop-files.ts';
import { localPlace, type Place } from './place.ts';
import { mapRow } from './row.map.ts';
import { FORMAT } from './row.ts';
import { type Drop, type Settings, settings } from './settings.ts';
import { sftpPlace } from './sftp-place.ts';
import { createFilePoller } from './take-files.ts';
import { textOf } from './text.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Any key as a part of a file name; what was changed in it is told apart by the delivery's part of the name. */
const safe = (key: string): string => key.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80);

function filesOf(drop: Drop, key: string, delivery: string, want: Want): readonly DropFile[] {
  const text = textOf(drop, want);
  const name = `${drop.prefix}${safe(key)}-${delivery}.${drop.format}`.replace(/^\.+/, '_');
  return drop.control === 'none'
    ? [{ name, text }]
    : [
        { name, text },
        { name: `${name}.sha256`, text: `${sha256(text)}  ${name}\n` },
      ];
}

/** A file is not taken back, but each delivery is dropped once: sending it again is recognised by its mark. */
function targetObject(drop: Drop, folder: DropFolder): TargetObject {
  async function put(key: string, want: Want, call: Call): Promise<Written> {
    const delivery = sha256(call.deliveryId).slice(0, 16);
    const files = filesOf(drop, key, delivery, want);
    try {
      await folder.drop(delivery, files, () => {
        if (call.holds?.() === false) throw notOurs();
      });
    } catch (error) {
      throw error instanceof FailureError ? error : fileFailure(error, 'dropped');
    }
    return { remoteId: key, number: null, url: null };
  }
  return {
    create: 'key',
    update: 'key',
    consistencyDelayMs: 0,
    createRecord: put,
    updateRecord: put,
  };
}

const placeOf = ({ sftp }: Settings, context: ConnectContext): Place => (sftp === undefined ? localPlace : sftpPlace(sftp, context));

function folderOf(given: string, { sftp }: Settings, context: ConnectContext): string {
  const path = given.startsWith('env:') ? context.secret(given) : given;
  return sftp === undefined ? resolve(path) : path.replace(/\/+$/, '');
}

function connect(given: Settings, context: ConnectContext): Destination {
  const { folder, models = {}, rememberDays, sftp } = given;
  const place = placeOf(given, context);
  const drops = createDropFolder(folderOf(folder ?? '', given, context), rememberDays, place);
  return {
    objects: Object.fromEntries(Object.entries(models).map(([model, drop]) => [model, targetObject(drop, drops)])),
    credential: sftp?.auth.secret ?? null,
    ...(sftp !== undefined && { credentialVersion: createCredential(sftp.auth.secret, context.secret).version }),
    close: () => place.close(),
  };
}

function poll(given: Settings, context: ConnectContext): Poller {
  const { take } = given;
  if (take === undefined) return { changedSince: async () => ({ events: [], next: null }), close: () => Promise.resolve() };
  return createFilePoller(placeOf(given, context), folderOf(take.folder, given, context), take);
}

export const connector = defineConnector<Settings>({
  name: 'file-drop',
  title: 'Files for another system to take, or from one (CSV, JSON, XML; local or SFTP)',
  settings,
  way: [],
  connect,
  poll,
  pollEveryMs: ({ take }) => (take === undefined ? null : take.everySeconds * 1_000),
  sentBy: ({ take }) => (take === undefined ? [] : [take.model]),
  maps: { [FORMAT]: mapRow },
});
