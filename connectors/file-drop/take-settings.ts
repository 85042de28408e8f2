/** How files of others are taken and read. */
import { z } from 'zod';

const field = z.string().regex(/^[A-Za-z_]\w{0,59}$/, 'is the name of a field');

const column = z
  .strictObject({
    name: z.string().min(1).max(200).describe('Name of the column in the header, of the key or of the element'),
    to: field.describe('Field of the record'),
    as: z
      .enum(['text', 'integer', 'number', 'boolean'])
      .default('text')
      .describe('What it holds; a number is read with the decimal sign of the file. What is none parks the row'),
    required: z.boolean().default(false).describe('An empty one parks the row; else it is null'),
  })
  .describe('One value of a row');

export const take = z
  .strictObject({
    folder: z.string().min(1).describe('Folder that is looked into. env:NAME reads it from the environment'),
    pattern: z
      .string()
      .regex(/^[\w.*-]{1,100}$/, 'is a file name, with * for any signs')
      .describe('Names that are taken, as in customers-*.csv. Hidden ones and .part, .tmp, .filepart never are'),
    everySeconds: z.int().min(5).max(86_400).default(60).describe('How often it is looked'),
    settleSeconds: z
      .int()
      .min(0)
      .max(3_600)
      .default(10)
      .describe('A file that was changed more recently is left: its sender may still write'),
    control: z
      .enum(['none', 'sha256'])
      .default('none')
      .describe('sha256: a file is taken only when <name>.sha256 is beside it, and only when its hash is the one that stands there'),
    maxBytes: z.int().min(1).max(268_435_456).default(33_554_432).describe('A larger file is refused'),
    repeats: z
      .enum(['ignore', 'take'])
      .default('ignore')
      .describe('What a file with the very content of an earlier one is: the same file, or take: the state of now'),
    format: z.enum(['csv', 'json', 'xml']).describe('How the files are written'),
    encoding: z
      .enum(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'iso-8859-15'])
      .default('auto')
      .describe('auto: as the byte order mark says, else UTF-8; bytes that are none refuse the file'),
    delimiter: z
      .enum(['auto', ',', ';', '\t', '|'])
      .default('auto')
      .describe('CSV: between two values; auto: the one that parts the header into most'),
    decimal: z.enum(['.', ',']).default('.').describe('Decimal sign of numbers'),
    at: z
      .string()
      .max(200)
      .default('')
      .describe('JSON: path of the list; empty = the file is the list. XML: name of the element of a record'),
    model: z
      .string()
      .regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model')
      .describe('Model of the rows: models/<model>.avsc of the workspace'),
    columns: z.array(column).min(1).max(500).describe('What a row has; others are left out'),
    record: z.array(field).min(1).max(5).describe('Fields that together are the native id; several are joined by /'),
  })
  .describe('Files that are taken: each row becomes a record of a model');

export type Take = z.infer<typeof take>;
