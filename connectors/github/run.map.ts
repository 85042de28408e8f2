/** Deployments, checks and workflows -> canonical events: a failure holds until the next one in the same place succeeds. */
import { EVENT_STATUSES, openEvent, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';

const DEPLOYMENT_STATUS = {
  created: 'firing',
  pending: 'firing',
  queued: 'firing',
  waiting: 'firing',
  in_progress: 'firing',
  failure: 'firing',
  error: 'firing',
  success: 'resolved',
  inactive: 'resolved',
} as const;

/** `cancelled` and `stale` say neither: a person has to, in valueMaps.status. */
const CHECK_STATUS = {
  requested: 'firing',
  queued: 'firing',
  waiting: 'firing',
  pending: 'firing',
  in_progress: 'firing',
  failure: 'firing',
  timed_out: 'firing',
  action_required: 'firing',
  startup_failure: 'firing',
  success: 'resolved',
  neutral: 'resolved',
  skipped: 'resolved',
} as const;

const repositoryLabels = (read: SourceReader, more: Readonly<Record<string, string>>): Record<string, string> => ({
  repository: read.needText('repository.full_name'),
  ...more,
});

export const mapDeployment = sourceMap((read) => {
  const isStatus = read.attributes.event === 'deployment_status';
  const path = isStatus ? 'deployment_status.state' : 'action';
  const environment = read.needText('deployment.environment');
  const repository = read.needText('repository.full_name');
  const status = read.word(path, 'status', EVENT_STATUSES, DEPLOYMENT_STATUS);
  const startedAt = read.needTime('deployment.created_at');
  const at = isStatus ? read.needTime('deployment_status.created_at') : startedAt;
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name: `Deployment to ${environment}`,
      title: `Deployment of ${repository} to ${environment}: ${read.text(path)}`,
      description: read.text('deployment_status.description') ?? read.text('deployment.description'),
      status,
      severity: read.word(path, 'deployment', SEVERITIES),
      category: 'deployment',
      service: read.text('repository.name'),
      resource: environment,
      startedAt,
      endedAt: status === 'resolved' ? at : null,
      labels: repositoryLabels(read, { environment }),
      links: read.links(['source', 'Log', 'deployment_status.log_url'], ['source', 'Deployment', 'deployment_status.target_url']),
      extra: read.extra('deployment.id', 'deployment.ref', 'deployment.sha', 'deployment.task', 'deployment.creator.login'),
    },
  };
});

export const mapCheck = sourceMap((read) => {
  const isCheck = read.attributes.event === 'check_run';
  const about = isCheck ? 'check_run' : 'workflow_run';
  const branch = read.text(isCheck ? 'check_run.check_suite.head_branch' : 'workflow_run.head_branch') ?? '';
  const path = read.needText(`${about}.status`) === 'completed' ? `${about}.conclusion` : `${about}.status`;
  const isDone = path.endsWith('conclusion');
  const repository = read.needText('repository.full_name');
  const name = read.text(`${about}.name`) ?? read.needText(isCheck ? 'check_run.name' : 'workflow_run.path');
  const status = read.word(path, 'status', EVENT_STATUSES, CHECK_STATUS);
  const startedAt = read.needTime(isCheck ? 'check_run.started_at' : 'workflow_run.run_started_at');
  const at = isCheck ? (isDone ? read.needTime('check_run.completed_at') : startedAt) : read.needTime('workflow_run.updated_at');
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name,
      title: `${name} on ${branch} of ${repository}: ${read.text(path)}`,
      description: read.text('check_run.output.summary'),
      status,
      severity: read.word(path, 'check', SEVERITIES),
      category: 'check',
      service: read.text('repository.name'),
      resource: repository,
      startedAt,
      endedAt: status === 'resolved' ? at : null,
      labels: repositoryLabels(read, { branch }),
      links: read.links(['source', 'Run', `${about}.html_url`]),
      extra: read.extra(
        'action',
        `${about}.id`,
        `${about}.head_sha`,
        'check_run.app.slug',
        'workflow_run.event',
        'workflow_run.run_attempt',
      ),
    },
  };
});
