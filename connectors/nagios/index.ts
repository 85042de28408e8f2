import { defineConnector, tokenRefusal } from '#libs/connector-kit';
import { mapNotification } from './notification.map.ts';
import { FORMAT, parse } from './notification.ts';
import { settings } from './settings.ts';

export const connector = defineConnector({
  name: 'nagios',
  title: 'Nagios, Icinga (notification by curl)',
  settings,
  webhook: {
    // curl in the commands of the page tries again five times, after 503 too.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    authenticate: (headers, _body, { auth }) => tokenRefusal(headers, auth),
    parse,
  },
  maps: { [FORMAT]: mapNotification },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
