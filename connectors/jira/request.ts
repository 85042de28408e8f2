/** Requests of Jira Service Management: raised through the desk, so that they have their type and portal; from then on they are issues. */
import type { ConnectContext, TargetObject, Want } from '#libs/connector-kit';
import { type JiraClient, recordOf } from './client.ts';
import { refuse, toFields } from './issue.map.ts';
import { type Known, labelOf } from './known.ts';
import { recordObject } from './record.ts';
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
  return recordObject(
    client,
    {
      name: 'request',
      rules,
      keyed: false,
      formOf: (key, want) => formOf(want, requests, rules, key),
      async make(form, call) {
        const { issueId, issueKey } = recordOf(await client.ask('POST', '/servicedeskapi/request', call, form));
        return { id: issueId, key: issueKey };
      },
      ours: oursAmong,
      edited,
    },
    context,
  );
}
