import { defineConnector } from '#libs/connector-kit';
import { mapAlarm, mapEventBridge } from './alarm.map.ts';
import { createAuthentication } from './authenticate.ts';
import { createCertificates } from './certificates.ts';
import { ALARM, EVENTBRIDGE, parse } from './message.ts';
import { settings } from './settings.ts';

export const connector = defineConnector({
  name: 'aws-sns',
  title: 'Amazon SNS (alarms of CloudWatch)',
  settings,
  webhook: {
    // SNS repeats after a 5xx, 429 or a silence of 15 s; any other 4xx ends the delivery at once.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '20' } } },
    ...createAuthentication(createCertificates()),
    parse,
  },
  topic: { parse: (_key, value, headers) => parse(headers, value) },
  maps: { [ALARM]: mapAlarm, [EVENTBRIDGE]: mapEventBridge },
  sends: ['event'],
  valueMaps: { severity: 'required', status: 'optional' },
});
