/** Issues: raised by the REST API itself, with their key from the start. */
import type { ConnectContext, TargetObject } from '#libs/connector-kit';
import { type JiraClient, recordOf } from './client.ts';
import { toFields } from './issue.map.ts';
import { labelOf, propertyOf } from './known.ts';
import { recordObject } from './record.ts';
import type { Settings } from './settings.ts';

export function issueObject(client: JiraClient, settings: Settings, context: ConnectContext): TargetObject {
  const { project, issueType } = settings;
  const object = recordObject(
    client,
    {
      name: 'issue',
      rules: settings,
      keyed: true,
      formOf: (key, want) => ({
        fields: { project: { key: project }, issuetype: { name: issueType }, ...toFields(want, settings), labels: [labelOf(key)] },
        properties: propertyOf(key),
      }),
      async make(form, call) {
        const { id, key } = recordOf(await client.ask('POST', '/issue', call, form));
        return { id, key };
      },
      // A person's copy of an issue has the label but not the property (gk): only the property is proof.
      ours: (issues, key) => issues.filter(({ carries }) => carries === key),
      edited: (want) => want,
    },
    context,
  );
  return {
    ...object,
    async withdraw(remoteId, call) {
      await client.tell('DELETE', `/issue/${encodeURIComponent(remoteId)}`, call);
      return 'removed';
    },
  };
}
