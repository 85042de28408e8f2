import { z } from 'zod';

const reference = z
  .string()
  .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
  .describe('Reference to the password, as env:NAME or file:/path');

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
    table: z.literal('incident').default('incident').describe('Table that incidents are written to'),
    consistencyDelayMs: z
      .int()
      .min(0)
      .max(600_000)
      .default(3_000)
      .describe('Milliseconds until a query surely finds a record just written; only then does "not found" count'),
  })
  .describe('Connection to a ServiceNow instance');

export type Settings = z.infer<typeof settings>;
