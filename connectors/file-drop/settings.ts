import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z_][\w.-]{0,99}$/, 'is a name: letters, digits, _ . and -, a letter first')
  .describe('Name of the column, key or element');

const column = z
  .strictObject({
    name,
    from: z.string().min(1).max(200).describe('Field of the record as the flow fills it; dots lead into it, as in extra.region'),
  })
  .describe('One value of a record');

const csv = z
  .strictObject({
    delimiter: z.enum([',', ';', '\t', '|']).default(',').describe('Between two values'),
    header: z.boolean().default(true).describe('A first line with the names of the columns'),
    bom: z.boolean().default(false).describe('A byte order mark, for readers that take UTF-8 for something else without one'),
    decimal: z.enum(['.', ',']).default('.').describe('Decimal sign of numbers'),
    formulas: z
      .enum(['defuse', 'keep'])
      .default('defuse')
      .describe("Texts that a spreadsheet would run begin with a ' ; keep leaves them as they are"),
  })
  .prefault({})
  .describe('How CSV is written');

const xml = z
  .strictObject({
    root: name.default('records').describe('Name of the outer element'),
    record: name.default('record').describe('Name of the element of a record'),
  })
  .prefault({})
  .describe('How XML is written');

const drop = z
  .strictObject({
    format: z.enum(['csv', 'json', 'xml']).describe('How a file is written; always UTF-8'),
    prefix: z
      .string()
      .regex(/^[\w.-]{0,60}$/, 'is no part of a file name')
      .default('')
      .describe('Begin of the name of each file'),
    columns: z.array(column).min(1).max(500).describe('What a record has, in this order'),
    csv,
    xml,
    control: z
      .enum(['none', 'sha256'])
      .default('none')
      .describe('sha256: a file <name>.sha256 beside each, put there after it, with its hash and name; who waits for it never reads half'),
  })
  .describe('How records of one model are dropped');

export type Drop = z.infer<typeof drop>;

export const settings = z
  .strictObject({
    folder: z.string().min(1).describe('Folder that files are put into; made when it is missing. env:NAME reads it from the environment'),
    models: z
      .record(z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model'), drop)
      .refine((models) => Object.keys(models).length > 0, 'names no model')
      .describe('What is dropped, by model: a canonical one, or one of the workspace'),
    rememberDays: z.int().min(1).max(365).default(30).describe('How long it is remembered which deliveries were dropped'),
  })
  .describe('A folder that another system takes files from');

export type Settings = z.infer<typeof settings>;
