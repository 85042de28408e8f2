import { z } from 'zod';
import { isTimezone } from './local-time.ts';

/** Settings of a System with `connector: itsm-audit-log`. */
export const settings = z.strictObject({
  timezone: z
    .string()
    .refine(isTimezone, 'an IANA time zone such as Europe/Berlin')
    .default('UTC')
    .describe("The log's times carry no zone; they are read in this one."),
});

export type Settings = z.output<typeof settings>;
