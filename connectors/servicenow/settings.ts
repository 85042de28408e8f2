import { z } from 'zod';
import { ciClasses } from '#libs/model';
import { tableNames } from './tables.ts';

const reference = z
  .string()
  .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
  .describe('Reference to the password, as env:NAME or file:/path');

const ci = z
  .strictObject({
    source: z.string().min(1).describe('What says where an item comes from: a choice of discovery_source on the instance'),
    classes: z
      .partialRecord(z.enum(ciClasses), z.string().regex(/^(cmdb|u_|x_)[a-z0-9_]*$/, 'is the name of a class of the CMDB'))
      .refine((classes) => Object.keys(classes).length > 0, 'names no class')
      .describe('Class of the CMDB by canonical class, such as compute: cmdb_ci_linux_server; an item of another class is parked'),
  })
  .optional()
  .describe('Needed to write configuration items: they go through identification and reconciliation (IRE), never the Table API');

export const settings = z
  .strictObject({
    auth: z
      .strictObject({
        type: z.literal('basic').describe('Basic authentication; OAuth is not built yet'),
        user: z.string().min(1).describe('Integration user; needs the roles itil and web service access'),
        secret: reference,
      })
      .describe('How Junctor signs in to the instance'),
    callouts: z
      .strictObject({ secret: reference.describe('Reference to the token that callouts carry, as env:NAME or file:/path') })
      .optional()
      .describe('Needed to take what a business rule of the instance posts: Authorization: Bearer <token>'),
    timezone: z
      .string()
      .default('UTC')
      .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC', 'is not an IANA time zone')
      .describe('Time zone of the integration user: the instance shows dates in it; what it stores is UTC'),
    tables: z
      .array(z.enum(tableNames))
      .min(1)
      .default(['incident'])
      .describe(
        'Tables whose rows are taken from callouts and asked for what has changed; the first one is read to see whether the user is accepted',
      ),
    ci,
    consistencyDelayMs: z
      .int()
      .min(0)
      .max(600_000)
      .default(3_000)
      .describe('Milliseconds until a query surely finds a record just written; only then does "not found" count'),
  })
  .describe('Connection to a ServiceNow instance');

export type Settings = z.infer<typeof settings>;
