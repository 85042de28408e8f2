import { defineConnector, tokenRefusal } from '#libs/connector-kit';
import { mapAlert } from './alert.map.ts';
import { settings } from './settings.ts';
import { FORMAT, parse } from './webhook.ts';

export const connector = defineConnector({
  name: 'opsgenie',
  title: 'Opsgenie (alerts in)',
  settings,
  webhook: {
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    // How often Opsgenie repeats is written nowhere that lasts: what Kafka does not take is kept rather than refused.
    comesAgain: false,
    authenticate: (headers, _body, { auth }) => tokenRefusal(headers, auth),
    parse,
  },
  maps: { [FORMAT]: mapAlert },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
