import { z } from 'zod';
import { tokenForms } from '#libs/connector-kit';

/** Settings of a System with `connector: nagios`. */
export const settings = z.strictObject({
  auth: z
    .discriminatedUnion('type', [...tokenForms])
    .describe('How a call proves where it comes from: the notification command sends what it is told to'),
});

export type Settings = z.output<typeof settings>;
