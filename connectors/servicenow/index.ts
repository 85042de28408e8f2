import { defineConnector, type TargetObject } from '#libs/connector-kit';
import { ciObject } from './ci.ts';
import { createTableClient } from './client.ts';
import { failures } from './failures.ts';
import { createPoller } from './poll.ts';
import { recordObject } from './record.ts';
import { type Settings, settings } from './settings.ts';
import { formatOf, mapperOf } from './source.map.ts';
import { callouts } from './source.ts';
import { answerColumns, mapOfTable, TABLES } from './tables.ts';

const columnsOf = (table: string): readonly string[] => {
  const map = mapOfTable(table);
  return map === undefined ? ['sys_id'] : answerColumns(map);
};

export const connector = defineConnector<Settings>({
  name: 'servicenow',
  title: 'ServiceNow (Table API, IRE)',
  settings,
  failures,
  webhook: callouts,
  poll: createPoller,
  maps: Object.fromEntries(TABLES.map((map) => [formatOf(map), mapperOf(map)])),
  sentBy: ({ tables }) => tables.flatMap((table) => mapOfTable(table)?.model ?? []),
  valueMaps: {},
  connect(given, context) {
    const client = createTableClient(given, context, columnsOf);
    const objects: Record<string, TargetObject> = {};
    for (const map of TABLES) objects[map.model] = recordObject(client, map, given, context);
    if (given.ci !== undefined) objects.ci = ciObject(client, given.ci, context);
    return {
      objects,
      credential: given.auth.secret,
      credentialVersion: client.credentialVersion,
      probe: client.probe,
      close: client.close,
    };
  },
});
