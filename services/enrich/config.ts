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
});
