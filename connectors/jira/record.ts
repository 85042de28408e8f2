/** What an issue and a request of the desk have in common: created once, changed by id, moved by transitions, found by the label. */
import { type Call, type ConnectContext, createKeyGuard, type TargetObject, type Want } from '#libs/connector-kit';
import { type JiraClient } from './client.ts';
import { commentAction } from './comment.ts';
import { statusNames, toFields } from './issue.map.ts';
import {
  checkKey,
  halfDone,
  type Known,
  keylessOf,
  knownOf,
  labelled,
  labelOf,
  PROPERTY,
  propertyOf,
  unreadable,
  writtenBy,
} from './known.ts';
import { note } from './note.ts';
import type { Rules } from './settings.ts';
import { moveTo } from './transition.ts';

/** What they differ in. */
export interface Kind {
  readonly name: 'issue' | 'request';
  readonly rules: Rules;
  /** What is asked for. Throws FailureError (invalid, record) where something has no place; nothing is made then. */
  formOf(key: string, want: Want): object;
  /** Makes it, and says how the answer names it. */
  make(form: object, call: Call): Promise<{ readonly id: unknown; readonly key: unknown }>;
  /** Whether the form takes the property; else it is written on what was made. */
  readonly keyed: boolean;
  /** Those of the issues with the label of the key, oldest first, that are ours. */
  ours(issues: readonly Known[], key: string): readonly Known[];
  /** What of it can still be written once it is made. */
  edited(want: Want): Want;
}

interface Steps {
  read(id: string, call: Call): Promise<Known>;
  /** Status and notes; `changed` of the call says which of them. */
  follow(issue: Known, want: Want, call: Call): Promise<void>;
}

function createSteps(client: JiraClient, settings: Rules): Steps {
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

/** Writes the key on an issue that lacks it, and says whether it is there now. */
async function giveKey(client: JiraClient, { read }: Steps, id: string, key: string, call: Call): Promise<boolean> {
  await client.tell('PUT', `/issue/${encodeURIComponent(id)}`, call, { properties: propertyOf(key) });
  return (await read(id, call)).carries === key;
}

/** What an issue that is there takes: changed fields, a transition, notes. */
const updateBy =
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

export function recordObject(client: JiraClient, kind: Kind, context: ConnectContext): TargetObject {
  const { rules, name, edited } = kind;
  const written = writtenBy(context);
  const steps = createSteps(client, rules);
  const update = updateBy(client, rules, steps);
  const guard = createKeyGuard(({ remoteId, key }, call) => giveKey(client, steps, remoteId, key, call));
  const consistencyDelayMs = context.consistencyDelayMs ?? rules.consistencyDelayMs;

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
      statusNames(want, rules); // a status that has no name is refused before anything is made
      const form = kind.formOf(key, want);
      await guard.before(call);
      const made = await kind.make(form, call);
      const { id } = made;
      if (typeof id !== 'string') throw unreadable(`the ${name} it made`);
      const doubt = (error: unknown): never => {
        throw halfDone(String(made.key ?? id), error);
      };
      const issue = await steps.read(id, call).catch(doubt);
      const carries = kind.keyed ? issue.carries === key : await giveKey(client, steps, id, key, call).catch(doubt);
      if (!carries) throw guard.failed(keylessOf(issue, key));
      await steps.follow(issue, edited(want), { ...call, changed: null }).catch(doubt);
      return written(issue);
    },
    updateRecord: async (remoteId, want, call) => written(await update(remoteId, edited(want), call)),
    async find(key, call) {
      checkKey(key);
      const { issues, all } = await labelled(client, rules, key, call);
      const ours = kind.ours(issues, key);
      if (ours.length === 0 && !all) throw unreadable(`all ${name}s with the label ${labelOf(key)}`);
      for (const { id, carries } of ours) if (carries === null) await giveKey(client, steps, id, key, call);
      return ours.map(written);
    },
  };
}
