import { defineConnector } from '#libs/connector-kit';
import { createAlerts } from './alert.ts';
import { authenticate } from './authenticate.ts';
import { failures } from './failures.ts';
import { mapIncident } from './incident.map.ts';
import { type Settings, settings } from './settings.ts';
import { FORMAT, parse } from './webhook.ts';

export const connector = defineConnector<Settings>({
  name: 'pagerduty',
  title: 'PagerDuty (Events API v2, webhooks v3)',
  settings,
  failures,
  webhook: {
    // formats.md: 5 s to answer, repeated up to 48 h; meanwhile the queue of that resource waits, so its order is kept.
    answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    authenticate,
    parse,
  },
  maps: { [FORMAT]: mapIncident },
  sends: ['incident'],
  valueMaps: { priority: 'optional' },
  connect: createAlerts,
});
