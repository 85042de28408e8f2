import { z } from 'zod';

export const settings = z
  .strictObject({
    token: z
      .string()
      .regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path')
      .describe('Reference to the bot token (xoxb-...), as env:NAME or file:/path'),
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{2,20}$/, 'is the id of a channel, as C0123ABCD: its name may change')
      .describe('Id of the channel that messages are posted to'),
    readers: z
      .enum(['team', 'everyone'])
      .default('everyone')
      .describe('Who reads the channel. team: those who work on the records, so that notes may be posted too; everyone: comments alone'),
    searchDays: z
      .int()
      .min(1)
      .max(90)
      .default(7)
      .describe('How far back a message of ours is looked for when it is not known whether it was posted'),
  })
  .describe('A Slack channel');

export type Settings = z.infer<typeof settings>;
