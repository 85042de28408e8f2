import { defineConnector } from '#libs/connector-kit';
import { mapAlert } from './alert.map.ts';
import { authenticate } from './authenticate.ts';
import { FORMAT, parse } from './post.ts';
import { settings } from './settings.ts';

export const connector = defineConnector({
  name: 'alertmanager',
  title: 'Prometheus Alertmanager',
  settings,
  webhook: {
    // formats.md: Alertmanager retries 5xx only; any 4xx, 429 included, loses the alerts.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    authenticate,
    parse,
  },
  // Where posts are put on a Kafka topic by something between Alertmanager and us: one post a record.
  topic: { parse: (_key, value, headers, given) => parse(headers, value, given) },
  maps: { [FORMAT]: mapAlert },
  sends: ['event'],
  valueMaps: { severity: 'required' },
});
