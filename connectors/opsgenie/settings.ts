import { z } from 'zod';
import { tokenForms } from '#libs/connector-kit';

/** Settings of a System with `connector: opsgenie`. */
export const settings = z.strictObject({
  auth: z
    .discriminatedUnion('type', [...tokenForms])
    .describe('How a call proves where it comes from: Opsgenie signs nothing, but sends headers as told'),
});

export type Settings = z.output<typeof settings>;
