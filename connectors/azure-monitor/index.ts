import { defineConnector } from '#libs/connector-kit';
import { mapClassic, mapCommon } from './alert.map.ts';
import { createAuthentication } from './authenticate.ts';
import { createKeys } from './entra.ts';
import { settings } from './settings.ts';
import { CLASSIC, COMMON, parse } from './webhook.ts';

export const connector = defineConnector({
  name: 'azure-monitor',
  title: 'Azure Monitor (common alert schema, classic metric alerts)',
  settings,
  webhook: {
    // An action group repeats after 408, 429, 503 and 504 only, up to five times within a few minutes.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    ...createAuthentication(createKeys()),
    parse,
  },
  maps: { [COMMON]: mapCommon, [CLASSIC]: mapClassic },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
