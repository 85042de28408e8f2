import { z } from 'zod';

const FORMATS = ['json', 'avro', 'cloudevents'] as const;

const avro = {
  subject: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("Only with format avro: subject of the schema registry that the topic's values are written by. Default <topic>-value"),
  schema: z
    .looseObject({
      type: z.literal('record').describe('What is written is a record'),
      name: z.string().min(1).describe('Name of the record'),
      fields: z.array(z.unknown()).min(1).describe('Its fields, as Avro has them'),
    })
    .optional()
    .describe(
      'Only with format avro: the Avro schema, as an .avsc file has it, which the subject gets if it does not have it yet. Without one the latest schema of the subject is used',
    ),
};

export const settings = z
  .strictObject({
    topic: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,249}$/, 'is the name of a topic')
      .refine((name) => !name.startsWith('junctor.'), "is one of the line's own topics")
      .describe("Topic that records are appended to, in the line's own Kafka; it has to exist"),
    models: z
      .array(z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model'))
      .min(1)
      .default(['incident', 'event', 'ci'])
      .describe('What may be written there: canonical models, and those of the workspace'),
    format: z
      .enum(FORMATS)
      .default('json')
      .describe(
        'json and avro: the value is the record, and headers make it a CloudEvent; cloudevents: the value is the whole CloudEvent as JSON (structured mode)',
      ),
    ...avro,
    type: z
      .string()
      .min(1)
      .max(200)
      .default('junctor.record')
      .describe('Prefix of ce_type; the model follows, as in junctor.record.incident'),
  })
  .refine(({ format, subject, schema }) => format === 'avro' || (subject === undefined && schema === undefined), {
    path: ['format'],
    message: 'subject and schema are for format avro alone',
  })
  .describe('A Kafka topic');

export type Settings = z.infer<typeof settings>;
