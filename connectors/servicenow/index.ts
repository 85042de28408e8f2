import { defineConnector } from '#libs/connector-kit';
import { createTableClient } from './client.ts';
import { failures } from './failures.ts';
import { ANSWER_FIELDS } from './incident.map.ts';
import { incidentObject } from './incident.ts';
import { type Settings, settings } from './settings.ts';

export const connector = defineConnector<Settings>({
  name: 'servicenow',
  title: 'ServiceNow (Table API)',
  settings,
  failures,
  connect(given, context) {
    const client = createTableClient(given, context, ANSWER_FIELDS);
    return {
      objects: { incident: incidentObject(client, given, context) },
      credential: given.auth.secret,
      credentialVersion: client.credentialVersion,
      probe: client.probe,
      close: client.close,
    };
  },
});
