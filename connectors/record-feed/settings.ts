import { z } from 'zod';

const path = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/, 'is a path: field names joined by dots');

export const settings = z
  .strictObject({
    model: z
      .string()
      .regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model')
      .describe('Model of the records: models/<model>.avsc of the workspace'),
    record: z.array(path).min(1).max(5).describe('Paths of the fields that together are the native id; several are joined by /'),
    version: path.optional().describe('Path of a whole number that grows with every change of a record; absent = the order of the topic'),
    eventId: path.optional().describe("Path of the source's own id of this event, the same when it is sent again"),
    occurredAt: z
      .strictObject({
        path: path.describe('Where it stands'),
        as: z.enum(['iso', 'epochMs', 'epochSeconds']).default('iso').describe('How it is written; iso names its zone'),
      })
      .optional()
      .describe('When the change happened; absent = when it was taken'),
    deleted: z
      .strictObject({
        path: path.describe('Where it stands'),
        is: z.string().max(100).default('true').describe('Value, as text, that says so'),
      })
      .optional()
      .describe('What says that the record is gone'),
  })
  .describe('Records of a model that the workspace defines, on a Kafka topic');

export type Settings = z.infer<typeof settings>;
