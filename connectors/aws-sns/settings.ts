import { z } from 'zod';

/** Settings of a System with `connector: aws-sns`. */
export const settings = z.strictObject({
  topics: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/,
          'the ARN of a topic: arn:aws:sns:<region>:<account>:<name>',
        ),
    )
    .min(1)
    .max(100)
    .describe('ARNs of the topics that may post here; whatever names another one is refused before anything is fetched for it'),
  severityFrom: z
    .string()
    .min(1)
    .default('NewStateValue')
    .describe('Where an alarm says how severe it is, as a dotted path in its message; the words there are mapped by valueMaps.severity'),
});

export type Settings = z.output<typeof settings>;
