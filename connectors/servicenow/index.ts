import { defineConnector } from '#libs/connector-kit';
import { createTableClient } from './client.ts';
import { failures } from './failures.ts';
import { ANSWER_FIELDS } from './incident.map.ts';
import { incidentObject } from './incident.ts';
import { createPoller } from './poll.ts';
import { type Settings, settings } from './settings.ts';
import { FORMAT, mapRow } from './source.map.ts';
import { callouts } from './source.ts';

export const connector = defineConnector<Settings>({
  name: 'servicenow',
  title: 'ServiceNow (Table API)',
  settings,
  failures,
  webhook: callouts,
  poll: createPoller,
  maps: { [FORMAT]: mapRow },
  sends: ['incident'],
  valueMaps: {},
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
