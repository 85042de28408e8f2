/** Issues: created once by asking for a label made from the key, changed by id, moved by transitions. */
import { createHash } from 'node:crypto';
import {
  type Call,
  type ConnectContext,
  createKeyGuard,
  FailureError,
  type Keyless,
  type TargetObject,
  toFailure,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { type JiraClient, type JsonRecord, recordOf } from './client.ts';
import { commentAction } from './comment.ts';
import { statusNames, toFields } from './issue.map.ts';
import { note } from './note.ts';
import type { Rules, Settings } from './settings.ts';
import { moveTo } from './transition.ts';

/** Issue property that carries the whole key; labels take neither blanks nor every character. */
export const PROPERTY = 'junctor';
const MAX_KEY = 100;
/** More issues than this with one label mean that somebody copies them by machine. */
const MAX_FOUND = 100;

export interface Known {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly carries: string | null;
}

/** Characters that every label may have; 128 bits of SHA-256 of the key. */
export function labelOf(key: string): string {
  return `junctor-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

/** A label as `labelOf` makes it. */
export const LABEL = /^junctor-[0-9a-f]{32}$/;

function knownOf(value: unknown): Known | null {
  const issue: JsonRecord = recordOf(value);
  if (typeof issue.id !== 'string' || typeof issue.key !== 'string') return null;
  const carries = recordOf(recordOf(issue.properties)[PROPERTY]).key;
  const status = recordOf(recordOf(issue.fields).status).name;
  return { id: issue.id, key: issue.key, status: String(status ?? ''), carries: typeof carries === 'string' ? carries : null };
}

export function unreadable(what: string): FailureError {
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { message: `Jira answered without ${what}` } });
}

export function checkKey(key: string): void {
  if (key !== '' && key.length <= MAX_KEY) return;
  const evidence = { message: 'This correlation key cannot be kept by Jira', field: 'key', expected: `1 to ${MAX_KEY} characters` };
  throw new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** The issue is there by now: whatever fails after that must be asked about, never repeated blindly. */
export function halfDone(issueKey: string, error: unknown): FailureError {
  const failure = toFailure(error);
  const message = `${issueKey} was created but not finished: ${failure.evidence.message}`;
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { ...failure.evidence, message } }, { cause: error });
}

/** An issue just made that lacks its key would never be found: asked about it, we would make another one, and another. */
export function keylessOf(issue: Known, key: string): Keyless {
  const hint = 'Let the integration user write and read issue properties, and look for an automation that removes them';
  return { remoteId: issue.id, key, name: issue.key, field: PROPERTY, hint };
}

const propertyOf = (key: string): readonly object[] => [{ key: PROPERTY, value: { key } }];

export interface Steps {
  read(id: string, call: Call): Promise<Known>;
  /** Status and notes; `changed` of the call says which of them. */
  follow(issue: Known, want: Want, call: Call): Promise<void>;
}

export function createSteps(client: JiraClient, settings: Rules): Steps {
  async function read(id: string, call: Call): Promise<Known> {
    const known = knownOf(await client.ask('GET', `/issue/${encodeURIComponent(id)}?fields=status&properties=${PROPERTY}`, call));
    if (known === null) throw unreadable('the issue');
    return known;
  }

  async function follow(issue: Known, want: Want, call: Call): Promise<void> {
    const isChanged = (name: string): boolean => call.changed === null || call.changed.has(name);
    const names = isChanged('status') ? statusNames(want, settings) : null;
    const moved = names !== null && (await moveTo(client, settings, issue, names, call));
    const { resolutionNotes } = want;
    const isSaid = moved || isChanged('resolutionNotes');
    if (isSaid && typeof resolutionNotes === 'string' && resolutionNotes !== '') await note(client, issue.id, resolutionNotes, moved, call);
  }

  return { read, follow };
}

/** Issues with the label of a key, oldest first. What is proof that one carries the whole key is for the caller to say. */
export async function labelled(
  client: JiraClient,
  settings: Rules,
  key: string,
  call: Call,
): Promise<{ readonly issues: readonly Known[]; readonly all: boolean }> {
  const jql = `project = "${settings.project}" AND labels = "${labelOf(key)}" ORDER BY created`;
  const asked = { jql, fields: ['status'], properties: [PROPERTY], maxResults: MAX_FOUND };
  const answer = recordOf(await client.ask('POST', '/search/jql', call, asked));
  if (!Array.isArray(answer.issues)) throw unreadable('a list of issues');
  return { issues: answer.issues.flatMap((one: unknown) => knownOf(one) ?? []), all: answer.isLast !== false };
}

/** Issues that answer the search for a key, the whole key re-checked on each. */
async function search(client: JiraClient, settings: Rules, key: string, call: Call): Promise<readonly Known[]> {
  const { issues, all } = await labelled(client, settings, key, call);
  // A person's copy of an issue has the label but not the property (gk): only the property is proof.
  const found = issues.filter((issue) => issue.carries === key);
  if (found.length === 0 && !all) throw unreadable(`all issues with the label ${labelOf(key)}`);
  return found;
}

export const writtenBy =
  ({ address }: ConnectContext) =>
  ({ id, key }: Known): Written => ({
    remoteId: id,
    number: key,
    url: `${address.replace(/\/$/, '')}/browse/${encodeURIComponent(key)}`,
  });

/** Writes the key on an issue that lacks it, and says whether it is there now. */
export async function giveKey(client: JiraClient, { read }: Steps, id: string, key: string, call: Call): Promise<boolean> {
  await client.tell('PUT', `/issue/${encodeURIComponent(id)}`, call, { properties: propertyOf(key) });
  return (await read(id, call)).carries === key;
}

/** What an issue that is there takes: changed fields, a transition, notes. */
export const updateBy =
  (client: JiraClient, rules: Rules, { read, follow }: Steps) =>
  async (remoteId: string, want: Want, call: Call): Promise<Known> => {
    const { changed } = call;
    const wanted = changed === null ? want : Object.fromEntries(Object.entries(want).filter(([name]) => changed.has(name)));
    const fields = toFields(wanted, rules);
    const issue = await read(remoteId, call);
    if (Object.keys(fields).length > 0) await client.tell('PUT', `/issue/${encodeURIComponent(remoteId)}`, call, { fields });
    await follow(issue, want, call);
    return issue;
  };

export function issueObject(client: JiraClient, settings: Settings, context: ConnectContext): TargetObject {
  const written = writtenBy(context);
  const steps = createSteps(client, settings);
  const { read, follow } = steps;
  const update = updateBy(client, settings, steps);
  const guard = createKeyGuard(({ remoteId, key }, call) => giveKey(client, steps, remoteId, key, call));
  const consistencyDelayMs = context.consistencyDelayMs ?? settings.consistencyDelayMs;

  return {
    create: 'searchable',
    update: 'upsert',
    consistencyDelayMs,
    append: {
      note: commentAction(client, true, consistencyDelayMs),
      comment: commentAction(client, false, consistencyDelayMs),
    },
    async createRecord(key, want, call) {
      checkKey(key);
      statusNames(want, settings); // a status that has no name is refused before anything is made
      await guard.before(call);
      const fields = {
        project: { key: settings.project },
        issuetype: { name: settings.issueType },
        ...toFields(want, settings),
        labels: [labelOf(key)],
      };
      const made = recordOf(await client.ask('POST', '/issue', call, { fields, properties: propertyOf(key) }));
      if (typeof made.id !== 'string') throw unreadable('the issue it made');
      const doubt = (error: unknown): never => {
        throw halfDone(String(made.key ?? made.id), error);
      };
      const issue = await read(made.id, call).catch(doubt);
      if (issue.carries !== key) throw guard.failed(keylessOf(issue, key));
      await follow(issue, want, { ...call, changed: null }).catch(doubt);
      return written(issue);
    },
    updateRecord: async (remoteId, want, call) => written(await update(remoteId, want, call)),
    async withdraw(remoteId, call) {
      await client.tell('DELETE', `/issue/${encodeURIComponent(remoteId)}`, call);
      return 'removed';
    },
    async find(key, call) {
      checkKey(key);
      return (await search(client, settings, key, call)).map(written);
    },
  };
}
