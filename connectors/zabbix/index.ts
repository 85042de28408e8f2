import { defineConnector, tokenRefusal } from '#libs/connector-kit';
import { mapProblem } from './problem.map.ts';
import { settings } from './settings.ts';
import { FORMAT, parse } from './webhook.ts';

export const connector = defineConnector({
  name: 'zabbix',
  title: 'Zabbix (media type with our script)',
  settings,
  webhook: {
    // The script throws on anything but success, and the media type then tries again as often as it says (3 times, 10 s apart).
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '10' } } },
    authenticate: (headers, _body, { auth }) => tokenRefusal(headers, auth),
    parse,
  },
  maps: { [FORMAT]: mapProblem },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
