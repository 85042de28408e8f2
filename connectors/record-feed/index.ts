import { defineConnector } from '#libs/connector-kit';
import { mapRecord } from './record.map.ts';
import { FORMAT, parse } from './record.ts';
import { type Settings, settings } from './settings.ts';

export const connector = defineConnector<Settings>({
  name: 'record-feed',
  title: 'Records of a model of your own, on a Kafka topic',
  settings,
  topic: { parse },
  sentBy: ({ model }) => [model],
  maps: { [FORMAT]: mapRecord },
});
