import { defineConnector, headerRefusal } from '#libs/connector-kit';
import { mapDeployment } from './deployment.map.ts';
import { settings } from './settings.ts';
import { DEPLOYMENT, parse } from './webhook.ts';

export const connector = defineConnector({
  name: 'gitlab',
  title: 'GitLab (deployments)',
  settings,
  webhook: {
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '10' } } },
    // GitLab switches a webhook off for a while that fails four times in a row, and does not send again what failed.
    comesAgain: false,
    authenticate: (headers, _body, { secrets }) => headerRefusal(headers, 'x-gitlab-token', secrets),
    parse,
  },
  maps: { [DEPLOYMENT]: mapDeployment },
  sends: ['event'],
  valueMaps: { deployment: 'required', status: 'optional' },
});
