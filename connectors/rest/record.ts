/** One canonical model at any system: created once, changed by id, followed by further calls. */
import { createHash } from 'node:crypto';
import { type Call, type ConnectContext, FailureError, type TargetObject, toFailure, type Want, type Written } from '#libs/connector-kit';
import { carries, isRefusal, writtenFrom } from './answer.ts';
import { appendActions } from './append.ts';
import type { RestClient } from './client.ts';
import { holds } from './condition.ts';
import { listAll } from './list.ts';
import { outFields, sourceField } from './out-fields.ts';
import { readAt } from './path.ts';
import { refuse } from './refuse.ts';
import type { ModelSettings } from './settings/model.ts';
import type { Settings } from './settings.ts';
import { takeSteps } from './steps.ts';
import { render, type Scope, templateOf } from './template.ts';

/** 128 bits of SHA-256, in signs that every system takes. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

/** The record is there by now: whatever fails after that must be asked about, never repeated blindly. */
function halfDone(remoteId: string, error: unknown): FailureError {
  const failure = toFailure(error);
  const message = `${remoteId} was created but not finished: ${failure.evidence.message}`;
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { ...failure.evidence, message } }, { cause: error });
}

/** Canonical fields that some row, step or template of the model reads. */
function namedFields(given: ModelSettings): ReadonlySet<string> {
  const rows = Object.values(given.fields).map(sourceField);
  const steps = given.after.flatMap(({ when }) => [typeof when === 'string' ? when : when.field]);
  const templates = [...JSON.stringify([given.create, given.update, given.after]).matchAll(/\bwant\.([A-Za-z_]\w*)/g)].map(
    ([, name = '']) => name,
  );
  return new Set([...rows, ...steps, ...templates, ...given.leaveOut]);
}

function checkWant(want: Want, named: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(want)) {
    if (named.has(name) || value === undefined || value === null) continue;
    const hint = `Name where ${name} goes in fields, or leave it out by leaveOut: [${name}], in the system's file`;
    throw refuse(name, `The system file says nothing of ${name}`, [...named].sort().join(', '), hint);
  }
}

/** The part of the want that an update sends. */
function sentOf(want: Want, changed: Call['changed'], update: ModelSettings['update']): Want {
  if (changed === null || update?.sends === 'all') return want;
  const companions = (update?.together ?? []).filter((group) => group.some((name) => changed.has(name))).flat();
  return Object.fromEntries(Object.entries(want).filter(([name]) => changed.has(name) || companions.includes(name)));
}

export function recordObject(client: RestClient, settings: Settings, given: ModelSettings, context: ConnectContext): TargetObject {
  const { create, update, find, get } = given;
  const named = namedFields(given);
  const zone = settings.timezone;

  function scopeOf(key: string | null, want: Want, call: Call, rest: Scope = {}): Scope {
    return { want, delivery: call.deliveryId, ...(key !== null && { key, keyHash: keyHash(key) }), ...rest };
  }

  function checkKey(key: string): void {
    if (key !== '' && key.length <= given.keyMax) return;
    throw refuse('key', 'This correlation key cannot be kept by the system', `1 to ${given.keyMax} characters`);
  }

  async function read(written: Written, scope: Scope, call: Call): Promise<Written> {
    if (get === undefined || written.number !== null || written.url !== null) return written;
    const answer = await client.send(get, { ...scope, id: written.remoteId }, call, 'data', 'read');
    return writtenFrom({ ...get.answer, carries: undefined }, answer, scope, written.remoteId);
  }

  async function found(key: string, call: Call): Promise<readonly Written[]> {
    if (find === undefined) return [];
    const scope = scopeOf(key, {}, call);
    const carried = render(templateOf(find.is), scope, String) ?? key;
    const entries = await listAll(client, find, scope, call, { format: settings.answers });
    const ours = entries.filter((entry) => carries(readAt(entry, find.carries), carried));
    const reply = { status: 200, headers: {}, body: '' };
    const written = ours.map((value) => writtenFrom({ ...find.answer, carries: undefined }, { reply, value }, scope, null));
    return [...new Map(written.map((one) => [one.remoteId, one])).values()];
  }

  /** The record that a refusal names as having this key already; null when it is another refusal. */
  function existing(error: unknown, scope: Scope): Written | null {
    const { exists } = create;
    if (exists === undefined || !isRefusal(error, exists.status)) return null;
    if (exists.when !== undefined && !holds(exists.when, error.answer.value)) return null;
    return writtenFrom(exists.answer, error.answer, scope, null);
  }

  async function make(scope: Scope, call: Call): Promise<Written> {
    try {
      const answer = await client.send(create, scope, call, 'data', 'write');
      return writtenFrom(create.answer, answer, scope, null);
    } catch (error) {
      const there = existing(error, scope);
      if (there === null) throw error;
      return there;
    }
  }

  return {
    create: create.idempotency,
    update: update?.idempotency ?? 'upsert',
    consistencyDelayMs: context.consistencyDelayMs ?? given.consistencyDelayMs,
    async createRecord(key, want, call) {
      checkKey(key);
      checkWant(want, named);
      const scope = scopeOf(key, want, call, { fields: outFields(given.fields, want, zone) });
      const written = await make(scope, call);
      try {
        await takeSteps(client, settings, given.after, { ...scope, id: written.remoteId }, { ...call, changed: null });
        return await read(written, scope, call);
      } catch (error) {
        throw halfDone(written.number ?? written.remoteId, error);
      }
    },
    async updateRecord(remoteId, want, call) {
      const { changed } = call;
      checkWant(want, named);
      const fields = outFields(given.fields, sentOf(want, changed, update), zone);
      const scope = scopeOf(null, want, call, { id: remoteId, fields });
      let written: Written = { remoteId, number: null, url: null };
      if (update !== undefined && Object.keys(fields).length > 0) {
        const reads = [update.answer.id, update.answer.number, update.answer.url].some((one) => one !== undefined);
        written = writtenFrom(update.answer, await client.send(update, scope, call, reads ? 'data' : 'nothing', 'write'), scope, remoteId);
      }
      await takeSteps(client, settings, given.after, scope, call);
      return read(written, scope, call);
    },
    append: appendActions(client, settings, given.append, context),
    ...(find !== undefined && {
      find: async (key: string, call: Call) => {
        checkKey(key);
        return found(key, call);
      },
    }),
  };
}
