import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Call,
  defineConnector,
  errorCode,
  FailureError,
  fileFailure,
  notOurs,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { models } from '#libs/model';
import { fileNameOf } from './file-name.ts';
import { createFolderSync, replaceFile } from './replace-file.ts';
import { type Settings, settings } from './settings.ts';

/** All but the carrier of a workspace's own. */
const MODELS = models.filter((model) => model !== 'custom');

type Write = (model: string, key: string, want: Want, merge: boolean, call: Call) => Promise<Written>;

/** The record a file holds now; nothing when there is no readable one, since an update then is all that is known. */
async function held(path: string): Promise<Want> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const record = typeof value === 'object' && value !== null && 'record' in value ? value.record : null;
    return typeof record === 'object' && record !== null ? (record as Want) : {};
  } catch (error) {
    if (['ENOENT', 'SyntaxError'].includes(errorCode(error))) return {};
    throw error;
  }
}

function createWriter(root: string): Write {
  const syncFolder = createFolderSync(root);
  let made: Promise<unknown> | null = null;
  return async function write(model, key, want, merge, call) {
    try {
      made ??= mkdir(root, { recursive: true });
      await made;
      const path = join(root, fileNameOf(key));
      const record = merge ? { ...(await held(path)), ...want } : want;
      await replaceFile(path, `${JSON.stringify({ key, model, record }, null, 2)}\n`, () => {
        if (call.holds?.() === false) throw notOurs();
      });
      await syncFolder();
      return { remoteId: key, number: null, url: pathToFileURL(path).href };
    } catch (error) {
      made = null; // the folder may be gone: it is made anew by the next try
      throw error instanceof FailureError ? error : fileFailure(error, 'written');
    }
  };
}

function targetObject(model: string, root: string, write: Write): TargetObject {
  return {
    create: 'upsert',
    update: 'upsert',
    consistencyDelayMs: 0,
    createRecord: (key, want, call) => write(model, key, want, false, call),
    updateRecord: (remoteId, want, call) => write(model, remoteId, want, true, call),
    async withdraw(remoteId) {
      try {
        await rm(join(root, fileNameOf(remoteId)));
      } catch (error) {
        throw fileFailure(error, 'removed');
      }
      return 'removed';
    },
  };
}

export const connector = defineConnector<Settings>({
  name: 'json-files',
  title: 'JSON files in a folder',
  settings,
  way: [],
  connect({ folder }, context) {
    const root = resolve(folder.startsWith('env:') ? context.secret(folder) : folder);
    const write = createWriter(root);
    return {
      objects: Object.fromEntries(MODELS.map((model) => [model, targetObject(model, root, write)])),
      close: () => Promise.resolve(),
    };
  },
});
