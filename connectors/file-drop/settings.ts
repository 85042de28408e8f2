import { z } from 'zod';
import { secretReference } from '#libs/connector-kit';
import { take } from './take-settings.ts';

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

const hostKey = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'is a fingerprint as `ssh-keygen -lf` writes it: SHA256:...')
  .describe("Fingerprint of the server's host key, asked of whoever runs it; another key is never talked to");

const sftp = z
  .strictObject({
    hostKey,
    user: z.string().min(1).max(100).describe('User at the server'),
    auth: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('key'), secret: secretReference }).describe('A private key in the form of OpenSSH or PEM'),
        z.strictObject({ type: z.literal('password'), secret: secretReference }).describe('A password'),
      ])
      .describe('How it signs in'),
  })
  .describe('The folders lie at an SFTP server, which the address of the system names: sftp://host:22');

export type Sftp = z.infer<typeof sftp>;

export const settings = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .optional()
      .describe('Folder that files are put into; made when it is missing. env:NAME reads it from the environment'),
    models: z
      .record(z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model'), drop)
      .refine((models) => Object.keys(models).length > 0, 'names no model')
      .optional()
      .describe('What is dropped, by model: a canonical one, or one of the workspace'),
    rememberDays: z.int().min(1).max(365).default(30).describe('How long it is remembered which deliveries were dropped'),
    take: take.optional(),
    sftp: sftp.optional(),
  })
  .refine(({ folder, models }) => (folder === undefined) === (models === undefined), 'needs both folder and models to drop files')
  .refine(
    ({ models, take: into }) => models !== undefined || into !== undefined,
    'neither drops nor takes files: give folder and models, or take',
  )
  .describe('A folder that another system takes files from, or puts them into');

export type Settings = z.infer<typeof settings>;
