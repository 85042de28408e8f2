import { z } from 'zod';

/** What enrich reads from its environment beside the host's. */
export const enrichEnvironment = z.object({
  ENRICH_DEADLINE_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(60_000)
    .default(200)
    .describe('how long a batch waits for its context before it goes on without it'),
  ENRICH_OWED_FOR_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(168)
    .default(24)
    .describe('how long a record that went on without its context is still updated when the context comes'),
});
