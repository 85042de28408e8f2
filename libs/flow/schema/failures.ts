import { z } from 'zod';

/** Structurally those of libs/failures, whose table these entries depart from. */
export const failureActions = ['retry', 'wait', 'hold', 'ask', 'review', 'isolate'] as const;

const override = z
  .strictObject({
    class: z
      .enum(['transient', 'rateLimit', 'auth', 'invalid', 'down', 'unknown', 'bug'])
      .describe('Kind of failure, as `junctor explain failure-policy` lists them.'),
    scope: z
      .enum(['record', 'lane', 'endpoint', 'credential', 'system'])
      .optional()
      .describe('How much the failure concerns; absent = every scope that the action fits.'),
    action: z
      .enum(failureActions)
      .describe('What is done instead. Not every action makes sense for every class; `junctor check` says which do.'),
    tries: z.number().int().min(1).max(10).optional().describe('With retry: tries before it ends. Default 10, over about 6 hours.'),
    afterwards: z
      .enum(['review', 'hold'])
      .optional()
      .describe('With retry: what comes after the tries, a person (review) or more tries at the longest interval (hold). Default review.'),
  })
  .describe('One departure from the failure policy.');

export const failureOverrides = z.array(override).max(35);

export type FailureOverride = z.infer<typeof override>;
