import { defineConnector } from '#libs/connector-kit';
import { mapLegacy, mapUnified } from './alert.map.ts';
import { authenticate } from './authenticate.ts';
import { settings } from './settings.ts';
import { LEGACY, parse, UNIFIED } from './webhook.ts';

export const connector = defineConnector({
  name: 'grafana',
  title: 'Grafana alerting (unified and legacy)',
  settings,
  webhook: {
    // Alertmanager's pipeline sends for unified alerting: a 5xx is tried again, a 4xx loses the alerts (formats.md). Legacy alerting sends once.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    comesAgain: false,
    authenticate,
    parse,
  },
  maps: { [UNIFIED]: mapUnified, [LEGACY]: mapLegacy },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
