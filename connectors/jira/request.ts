/** Requests of Jira Service Management: raised through the desk, so that they have their type and portal; from then on they are issues. */
import { type ConnectContext, createKeyGuard, type TargetObject, type Want } from '#libs/connector-kit';
import { type JiraClient, recordOf } from './client.ts';
import { commentAction } from './comment.ts';
import { refuse, statusNames, toFields } from './issue.map.ts';
import {
  checkKey,
  createSteps,
  giveKey,
  halfDone,
  type Known,
  keylessOf,
  labelled,
  labelOf,
  unreadable,
  updateBy,
  writtenBy,
} from './issue.ts';
import type { Rules, Settings } from './settings.ts';

type RequestSettings = NonNullable<Settings['requests']>;

/** formats.md, JSM: fields of the form, and for whom. The form takes a description as text, the issue as a document (gk). */
export function formOf(want: Want, requests: RequestSettings, rules: Rules, key: string): object {
  const { requester, description, ...others } = want;
  if (requester !== undefined && requester !== null && typeof requester !== 'string') throw refuse('requester', requester, 'an account id');
  if (description !== undefined && description !== null && typeof description !== 'string')
    throw refuse('description', JSON.stringify(description), 'a text');
  const values = { ...toFields(others, rules), ...(description && { description }), labels: [labelOf(key)] };
  return {
    serviceDeskId: requests.serviceDesk,
    requestTypeId: requests.requestType,
    requestFieldValues: values,
    ...(requester && { raiseOnBehalfOf: requester }),
  };
}

/**
 * The form takes no issue property: a request whose answer was lost has the label alone. The oldest with the label is then ours, since
 * copies that people make are younger; none where one carries the key.
 */
export function oursAmong(issues: readonly Known[], key: string): readonly Known[] {
  const carrying = issues.filter(({ carries }) => carries === key);
  return carrying.length > 0 ? carrying : issues.filter(({ carries }) => carries === null).slice(0, 1);
}

/** Who asked can't be changed by an edit of the issue, and the desk has it. */
function edited({ requester: _, ...want }: Want): Want {
  return want;
}

export function requestObject(client: JiraClient, settings: Settings, requests: RequestSettings, context: ConnectContext): TargetObject {
  const rules: Rules = { ...settings, statuses: requests.statuses, fields: requests.fields };
  const written = writtenBy(context);
  const steps = createSteps(client, rules);
  const update = updateBy(client, rules, steps);
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
      statusNames(want, rules); // a status that has no name is refused before anything is made
      const form = formOf(want, requests, rules, key);
      await guard.before(call);
      const made = recordOf(await client.ask('POST', '/servicedeskapi/request', call, form));
      const { issueId, issueKey } = made;
      if (typeof issueId !== 'string') throw unreadable('the request it made');
      const doubt = (error: unknown): never => {
        throw halfDone(String(issueKey ?? issueId), error);
      };
      const issue = await steps.read(issueId, call).catch(doubt);
      if (!(await giveKey(client, steps, issueId, key, call).catch(doubt))) throw guard.failed(keylessOf(issue, key));
      await steps.follow(issue, edited(want), { ...call, changed: null }).catch(doubt);
      return written(issue);
    },
    updateRecord: async (remoteId, want, call) => written(await update(remoteId, edited(want), call)),
    async find(key, call) {
      checkKey(key);
      const { issues, all } = await labelled(client, rules, key, call);
      const ours = oursAmong(issues, key);
      if (ours.length === 0 && !all) throw unreadable(`all requests with the label ${labelOf(key)}`);
      for (const { id, carries } of ours) if (carries === null) await giveKey(client, steps, id, key, call);
      return ours.map(written);
    },
  };
}
