import { defineConnector } from '#libs/connector-kit';
import { createJiraClient } from './client.ts';
import { failures } from './failures.ts';
import { issueObject } from './issue.ts';
import { createPoller } from './poll.ts';
import { requestObject } from './request.ts';
import { rightsOf } from './rights.ts';
import { type Settings, settings } from './settings.ts';
import { mapIncident, mapRequest } from './source.map.ts';
import { INCIDENT, REQUEST, webhooks } from './source.ts';

export const connector = defineConnector<Settings>({
  name: 'jira',
  title: 'Jira Cloud and Jira Service Management (REST v3, webhooks)',
  settings,
  failures,
  webhook: webhooks,
  poll: createPoller,
  pollEveryMs: ({ source }) => (source?.everySeconds === undefined ? null : source.everySeconds * 1_000),
  maps: { [INCIDENT]: mapIncident, [REQUEST]: mapRequest },
  sentBy: ({ source }) => (source === undefined ? [] : ['incident', ...(source.requestTypes.length > 0 ? ['request'] : [])]),
  valueMaps: { status: 'optional', priority: 'optional' },
  connect(given, context) {
    const client = createJiraClient(given, context);
    return {
      objects: {
        incident: issueObject(client, given, context),
        ...(given.requests !== undefined && { request: requestObject(client, given, given.requests, context) }),
      },
      credential: given.auth.secret,
      credentialVersion: client.credentialVersion,
      probe: client.probe,
      rights: (signal) => rightsOf(client, given.project, signal),
      close: client.close,
    };
  },
});
