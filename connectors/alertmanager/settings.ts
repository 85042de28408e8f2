import { z } from 'zod';
import { secretReference as secret } from '#libs/connector-kit';

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), secret }).describe('Authorization: Bearer <secret>'),
  z
    .strictObject({
      type: z.literal('basic'),
      user: z.string().min(1).default('alertmanager').describe('User that Alertmanager signs in as'),
      secret,
    })
    .describe('Authorization: Basic'),
  z
    .strictObject({
      type: z.literal('hmac'),
      secret,
      header: z.string().min(1).toLowerCase().default('x-signature-256').describe('Header that carries the digest'),
    })
    .describe('Hex HMAC-SHA256 of the body, for a signing proxy in between: Alertmanager itself signs nothing.'),
  z.strictObject({ type: z.literal('none') }).describe('Only behind a proxy that authenticates.'),
]);

/** Settings of a System with `connector: alertmanager`. */
export const settings = z.strictObject({
  auth: auth.describe('How a post proves where it comes from'),
  maxAlerts: z
    .int()
    .min(1)
    .default(20_000)
    .describe('A post with more alerts is parked whole: it bounds the work of one request, not the size of a group.'),
});

export type Settings = z.output<typeof settings>;
