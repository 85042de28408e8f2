import { z } from 'zod';

export const settings = z
  .strictObject({
    secret: z
      .string()
      .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
      .describe('Reference to the signing secret, as env:NAME or file:/path; its value is whsec_<base64>'),
    previousSecret: z
      .string()
      .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
      .optional()
      .describe('Reference to the secret being rotated out: while it is given, calls carry a signature of each'),
    type: z.string().default('junctor.record').describe('Prefix of the event type; the model follows, as in junctor.record.incident'),
  })
  .describe('A receiver of Standard Webhooks');

export type Settings = z.infer<typeof settings>;
