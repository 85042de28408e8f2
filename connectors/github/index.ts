import { defineConnector, hmacRefusal } from '#libs/connector-kit';
import { mapIssue } from './issue.map.ts';
import { mapCheck, mapDeployment } from './run.map.ts';
import { mapSecurityAlert } from './security.map.ts';
import { settings } from './settings.ts';
import { CHECK, DEPLOYMENT, ISSUE, parse, SECURITY } from './webhook.ts';

export const connector = defineConnector({
  name: 'github',
  title: 'GitHub (issues, deployments, checks, security alerts)',
  settings,
  webhook: {
    answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    // formats.md: GitHub never redelivers by itself.
    comesAgain: false,
    authenticate: (headers, body, { secrets }) =>
      hmacRefusal(headers, { header: 'x-hub-signature-256', prefix: 'sha256=', secrets, signed: [body] }),
    parse,
  },
  maps: { [ISSUE]: mapIssue, [DEPLOYMENT]: mapDeployment, [CHECK]: mapCheck, [SECURITY]: mapSecurityAlert },
  sends: ['event', 'incident'],
  valueMaps: { status: 'optional', priority: 'optional', deployment: 'optional', check: 'optional', severity: 'optional' },
});
