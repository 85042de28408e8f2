import { z } from 'zod';
import { defineConnector } from '#libs/connector-kit';
import { mapCi } from './ci.map.ts';
import { FORMAT, parse } from './record.ts';

export const connector = defineConnector({
  name: 'cmdb-feed',
  title: 'CMDB feed (configuration items on a Kafka topic)',
  settings: z.strictObject({}),
  topic: { parse },
  maps: { [FORMAT]: mapCi },
  sends: ['ci'],
  valueMaps: { class: 'optional', status: 'optional', criticality: 'optional' },
});
