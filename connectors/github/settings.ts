import { z } from 'zod';
import { secretReferences } from '#libs/connector-kit';

/** Settings of a System with `connector: github`. */
export const settings = z.strictObject({
  secrets: secretReferences,
  ignore: z
    .array(z.string().regex(/^[a-z_]+$/, 'the name of an event, as in X-GitHub-Event'))
    .max(100)
    .default(['ping'])
    .describe(
      'Events that are answered and not kept. An event that is neither here nor understood is parked, so that nothing goes missing unseen',
    ),
});

export type Settings = z.output<typeof settings>;
