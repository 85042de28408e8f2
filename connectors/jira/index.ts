import { defineConnector } from '#libs/connector-kit';
import { createJiraClient } from './client.ts';
import { failures } from './failures.ts';
import { issueObject } from './issue.ts';
import { requestObject } from './request.ts';
import { rightsOf } from './rights.ts';
import { type Settings, settings } from './settings.ts';

export const connector = defineConnector<Settings>({
  name: 'jira',
  title: 'Jira Cloud and Jira Service Management (REST v3)',
  settings,
  failures,
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
