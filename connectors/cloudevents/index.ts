import { defineConnector, tokenRefusal } from '#libs/connector-kit';
import { mapEvent } from './event.map.ts';
import { FORMAT, parse } from './event.ts';
import { handshake } from './handshake.ts';
import { settings } from './settings.ts';

export const connector = defineConnector({
  name: 'cloudevents',
  title: 'CloudEvents (HTTP and Kafka)',
  settings,
  webhook: {
    // CloudEvents webhooks 4.1: a 429 or 503 names a time in Retry-After; whether the sender comes again is its own affair.
    answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    comesAgain: false,
    authenticate: (headers, _body, { auth }) => tokenRefusal(headers, auth),
    handshake,
    parse,
  },
  topic: { parse: (_key, value, headers, given) => parse(headers, value, given) },
  maps: { [FORMAT]: mapEvent },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
