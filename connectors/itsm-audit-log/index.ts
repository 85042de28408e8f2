import { defineConnector } from '#libs/connector-kit';
import { mapRow } from './row.map.ts';
import { FORMAT, parse } from './row.ts';
import { settings } from './settings.ts';

export const connector = defineConnector({
  name: 'itsm-audit-log',
  title: 'ITSM audit log (incident changes on a Kafka topic)',
  settings,
  topic: { parse },
  maps: { [FORMAT]: mapRow },
  sends: ['incident'],
  valueMaps: { status: 'required' },
});

export { COLUMNS } from './columns.ts';
