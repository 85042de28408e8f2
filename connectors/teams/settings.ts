import { z } from 'zod';

export const settings = z
  .strictObject({
    signature: z
      .string()
      .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
      .describe("Reference to the value of `sig` in the workflow's URL, as env:NAME or file:/path; the address is the URL without it"),
  })
  .describe('A Microsoft Teams channel or chat, by a workflow that takes webhooks');

export type Settings = z.infer<typeof settings>;
