import { z } from 'zod';

export const settings = z
  .strictObject({
    topic: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,249}$/, 'is the name of a topic')
      .refine((name) => !name.startsWith('junctor.'), "is one of the line's own topics")
      .describe("Topic that records are appended to, in the line's own Kafka; it has to exist"),
    models: z
      .array(z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model'))
      .min(1)
      .default(['incident', 'event', 'ci'])
      .describe('What may be written there: canonical models, and those of the workspace'),
    type: z
      .string()
      .min(1)
      .max(200)
      .default('junctor.record')
      .describe('Prefix of ce_type; the model follows, as in junctor.record.incident'),
  })
  .describe('A Kafka topic');

export type Settings = z.infer<typeof settings>;
