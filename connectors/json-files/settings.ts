import { z } from 'zod';

export const settings = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .describe(
        'Folder that the files are written to; made when it is missing. One file a record, named by its key. env:NAME reads it from the environment',
      ),
  })
  .describe('A folder of JSON files');

export type Settings = z.infer<typeof settings>;
