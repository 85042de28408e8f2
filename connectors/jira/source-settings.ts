import { z } from 'zod';
import { secretReferences } from '#libs/connector-kit';

/** Of things that belong to an issue without being a state of it, or whose change an update of the issue tells as well (gk). */
const BESIDE = [
  'comment_deleted',
  ...['issuelink_created', 'issuelink_deleted'],
  ...['attachment_created', 'attachment_deleted'],
  ...['worklog_created', 'worklog_updated', 'worklog_deleted', 'jira:worklog_updated'],
];

export const source = z
  .strictObject({
    secrets: secretReferences
      .optional()
      .describe('References to the secret that webhooks are signed with, as env:NAME or file:/path; without one none are taken'),
    account: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('Account id of the integration user: its comments are our own. Comments are read only where it is given'),
    requestTypes: z
      .array(z.string().min(1))
      .max(100)
      .default([])
      .describe('Names of the issue types that are requests; issues of every other type are incidents'),
    everySeconds: z
      .int()
      .min(10)
      .max(86_400)
      .optional()
      .describe(
        'How often the project is asked for what has changed, beside what webhooks tell. Without it, it is asked only after something may have been missed',
      ),
    ignore: z
      .array(z.string().regex(/^[a-z_:]+$/, 'the name of an event, as in webhookEvent'))
      .max(100)
      .default(BESIDE)
      .describe(
        'Events that are answered and not kept. An event that is neither here nor understood is parked, so that nothing goes missing unseen',
      ),
  })
  .optional()
  .describe('Needed to read issues: from webhooks, and by asking');

/** What reading goes by. */
export type Source = NonNullable<z.infer<typeof source>>;
