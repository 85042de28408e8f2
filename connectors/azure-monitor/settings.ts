import { z } from 'zod';
import { tokenForms } from '#libs/connector-kit';

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'an id in lower case, as in 00000000-0000-0000-0000-000000000000');

const entra = z
  .strictObject({
    type: z.literal('entra'),
    tenant: guid.describe('Id of the tenant that issues the token'),
    audience: z
      .string()
      .min(1)
      .describe('What the token has to be for: the identifier (or URI) of the application that stands for Junctor'),
    applications: z.array(guid).min(1).max(10).describe('Ids of the applications that may call: that of "AzNS AAD Webhook" in the tenant'),
  })
  .describe('The token of Microsoft Entra that the secure webhook of an action group sends');

export type EntraAuth = z.output<typeof entra>;

/** Settings of a System with `connector: azure-monitor`. */
export const settings = z.strictObject({
  auth: z.discriminatedUnion('type', [entra, ...tokenForms]).describe('How a call proves where it comes from'),
});

export type Settings = z.output<typeof settings>;
