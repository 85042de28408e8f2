import { z } from 'zod';
import { tokenForms } from '#libs/connector-kit';

/** Settings of a System with `connector: zabbix`. */
export const settings = z.strictObject({
  auth: z
    .discriminatedUnion('type', [...tokenForms])
    .describe('How a call proves where it comes from: the script of the media type sends what it is told to'),
});

export type Settings = z.output<typeof settings>;
