import { z } from 'zod';
import { source } from './source-settings.ts';

const secret = z
  .string()
  .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
  .describe('Reference to the API token, as env:NAME or file:/path');

const names = z.array(z.string().min(1)).min(1);

const statuses = z
  .strictObject({
    new: names.default(['To Do']).describe('Statuses that mean new'),
    in_progress: names.default(['In Progress']).describe('Statuses that mean in progress'),
    on_hold: names.default(['On Hold', 'In Progress']).describe('Statuses that mean on hold'),
    resolved: names.default(['Done']).describe('Statuses that mean resolved'),
    closed: names.default(['Done']).describe('Statuses that mean closed'),
    cancelled: names.default(['Cancelled', 'Done']).describe('Statuses that mean cancelled'),
  })
  .prefault({})
  .describe(
    'Names of the statuses of the project, by canonical status: an issue in one of them stays; else the first that a transition leads to is taken',
  );

const priorities = z
  .strictObject({
    critical: z.string().default('Highest').describe('Name of the priority for critical'),
    high: z.string().default('High').describe('Name of the priority for high'),
    moderate: z.string().default('Medium').describe('Name of the priority for moderate'),
    low: z.string().default('Low').describe('Name of the priority for low'),
    planning: z.string().default('Lowest').describe('Name of the priority for planning'),
  })
  .prefault({})
  .describe('Names of the priorities of the site, by canonical priority');

const place = z.union([
  z.null().describe('Left out'),
  z.strictObject({
    field: z
      .string()
      .regex(/^(customfield_\d+|assignee)$/, 'is customfield_<number> or assignee')
      .describe('Id of the Jira field'),
    as: z.enum(['text', 'option', 'account']).default('text').describe('text as it is; option by its value; account by its id'),
  }),
]);

const requestStatuses = z
  .strictObject({
    new: names.default(['Open', 'Waiting for support', 'To Do']).describe('Statuses that mean new'),
    in_progress: names.default(['In Progress']).describe('Statuses that mean in progress'),
    on_hold: names.default(['Pending', 'Waiting for customer', 'In Progress']).describe('Statuses that mean on hold'),
    fulfilled: names.default(['Resolved', 'Done']).describe('Statuses that mean fulfilled'),
    unfulfilled: names.default(['Declined', 'Done']).describe('Statuses that mean unfulfilled'),
    cancelled: names.default(['Canceled', 'Cancelled', 'Done']).describe('Statuses that mean cancelled'),
  })
  .prefault({})
  .describe('Names of the statuses of requests, by canonical status; read as those of issues');

/** Where a system has no settings of requests. */
export const requestStatusNames = requestStatuses.parse(undefined);

const id = z.string().regex(/^\d+$/, 'is a number');

const requests = z
  .strictObject({
    serviceDesk: id.describe('Id of the service desk, as .../rest/servicedeskapi/servicedesk lists it'),
    requestType: id.describe('Id of the request type; its form must have the field Labels'),
    statuses: requestStatuses,
    fields: z.record(z.string(), place).default({}).describe('Where canonical fields of a request go, as `fields` says it for issues'),
  })
  .optional()
  .describe('Needed to make requests of Jira Service Management');

export const settings = z
  .strictObject({
    auth: z
      .strictObject({
        type: z.literal('basic').describe('E-mail address and API token; OAuth is not built yet'),
        user: z.string().min(1).describe('E-mail address of the integration user'),
        secret,
      })
      .describe('How Junctor signs in to the site'),
    project: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]+$/, 'is the key of a project, as in OPS')
      .describe('Key of the project that issues are made in'),
    issueType: z.string().min(1).default('Task').describe('Name of the issue type'),
    statuses,
    priorities,
    resolution: z.string().default('Done').describe('Resolution given where the screen of a transition asks for one'),
    fields: z
      .record(z.string(), place)
      .default({})
      .describe(
        'Where canonical fields go that Jira has no field of its own for, such as group: { field: customfield_10042 }; null leaves one out',
      ),
    requests,
    source,
    consistencyDelayMs: z
      .int()
      .min(0)
      .max(600_000)
      .default(10_000)
      .describe('Milliseconds until a search surely finds an issue just written; only then does "not found" count'),
  })
  .describe('Connection to a Jira Cloud site');

export type Settings = z.infer<typeof settings>;

/** What writing one kind of issue goes by: that of issues, or that of requests. */
export interface Rules extends Pick<Settings, 'project' | 'priorities' | 'resolution' | 'fields' | 'consistencyDelayMs'> {
  readonly statuses: Readonly<Record<string, readonly string[]>>;
}
