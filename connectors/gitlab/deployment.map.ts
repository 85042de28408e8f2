/** A deployment -> canonical event: a failure holds until the next deployment to the same environment succeeds. */
import { EVENT_STATUSES, openEvent, SEVERITIES, sourceMap } from '#libs/connector-kit';

/** `canceled` says neither: a person has to, in valueMaps.status. */
const STATUS = { created: 'firing', blocked: 'firing', running: 'firing', failed: 'firing', success: 'resolved' } as const;

export const mapDeployment = sourceMap((read) => {
  const environment = read.needText('environment');
  const project = read.needText('project.path_with_namespace');
  const status = read.word('status', 'status', EVENT_STATUSES, STATUS);
  const at = read.needTime('status_changed_at');
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name: `Deployment to ${environment}`,
      title: `Deployment of ${project} to ${environment}: ${read.text('status')}`,
      description: read.text('commit_title'),
      status,
      severity: read.word('status', 'deployment', SEVERITIES),
      category: 'deployment',
      service: read.text('project.name'),
      resource: environment,
      startedAt: at,
      endedAt: status === 'resolved' ? at : null,
      labels: { project, environment, ...(read.text('environment_tier') !== null && { tier: read.needText('environment_tier') }) },
      links: read.links(['source', 'Job', 'deployable_url'], ['source', 'Commit', 'commit_url']),
      extra: read.extra('deployment_id', 'deployable_id', 'ref', 'short_sha', 'user.username'),
    },
  };
});
