import { defineConnector, tokenRefusal } from '#libs/connector-kit';
import { mapAlert } from './alert.map.ts';
import { settings } from './settings.ts';
import { FORMAT, parse } from './webhook.ts';

export const connector = defineConnector({
  name: 'datadog',
  title: 'Datadog (webhook with our template)',
  settings,
  webhook: {
    // formats.md: 15 s to answer, repeated after a 5xx only, five times.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    authenticate: (headers, _body, { auth }) => tokenRefusal(headers, auth),
    parse,
  },
  maps: { [FORMAT]: mapAlert },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
