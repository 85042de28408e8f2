/** Texts added to a record, by the file's description; each is marked, so that it is found when its answer was lost. */
import {
  type AppendAction,
  type Appended,
  type Call,
  type ConnectContext,
  type EntryKind,
  markerOf,
  withMarker,
} from '#libs/connector-kit';
import { placed, type ReadAnswer } from './answer.ts';
import type { RestClient } from './client.ts';
import { listAll } from './list.ts';
import { readAt } from './path.ts';
import type { AppendSettings } from './settings/model.ts';
import type { Settings } from './settings.ts';
import { asText, type Scope } from './template.ts';
import { readTime } from './time.ts';

type Told = Pick<AppendSettings, 'answer' | 'at'>;

function appended({ answer: asked, at }: Told, answer: ReadAnswer, scope: Scope, zone: string): Appended {
  return {
    remoteId: (asked.id === undefined ? undefined : placed(asked.id, answer, scope)) ?? null,
    at: at === undefined ? null : readTime(readAt(answer.value, at.path), at.time, zone),
  };
}

function actionOf(client: RestClient, settings: Settings, given: AppendSettings, context: ConnectContext): AppendAction {
  const { find } = given;
  const zone = settings.timezone;
  const needs = given.answer.id === undefined && given.at === undefined ? 'nothing' : 'data';
  return {
    idempotency: given.idempotency,
    consistencyDelayMs: context.consistencyDelayMs ?? given.consistencyDelayMs,
    async appendRecord(remoteId, text, call) {
      const { deliveryId: delivery } = call;
      const scope = { id: remoteId, delivery, text, marked: withMarker(text, delivery), marker: markerOf(delivery) };
      return appended(given, await client.send(given, scope, call, needs, 'write'), scope, zone);
    },
    ...(find !== undefined && {
      async findAppend(remoteId: string, marker: string, _sinceMs: number, call: Call) {
        const scope = { id: remoteId, marker };
        const entries = await listAll(client, find, scope, call, { format: settings.answers });
        const ours = entries.filter((entry) => (asText(readAt(entry, find.carries)) ?? '').includes(marker));
        return ours.map((value) => appended(find, { reply: { status: 200, headers: {}, body: '' }, value }, scope, zone));
      },
    }),
  };
}

/** Every kind of text that the file describes. */
export function appendActions(
  client: RestClient,
  settings: Settings,
  given: Readonly<Partial<Record<EntryKind, AppendSettings>>>,
  context: ConnectContext,
): Readonly<Partial<Record<EntryKind, AppendAction>>> {
  const { note, comment } = given;
  return {
    ...(note !== undefined && { note: actionOf(client, settings, note, context) }),
    ...(comment !== undefined && { comment: actionOf(client, settings, comment, context) }),
  };
}
