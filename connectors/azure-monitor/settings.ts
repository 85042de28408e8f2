import { z } from 'zod';
import { tokenForms } from '#libs/connector-kit';

/** Settings of a System with `connector: azure-monitor`. */
export const settings = z.strictObject({
  auth: z.discriminatedUnion('type', [...tokenForms]).describe('How a call proves where it comes from'),
});

export type Settings = z.output<typeof settings>;
