import { z } from 'zod';
import { secretReferences } from '#libs/connector-kit';

/** Settings of a System with `connector: gitlab`. */
export const settings = z.strictObject({
  secrets: secretReferences,
  ignore: z
    .array(z.string().regex(/^[a-z_]+$/, 'the kind of an event, as in its object_kind'))
    .max(100)
    .default([])
    .describe(
      'Kinds of events that are answered and not kept. A kind that is neither here nor understood is parked, so that nothing goes missing unseen',
    ),
});

export type Settings = z.output<typeof settings>;
