/** How records are read: from webhooks, by asking what changed, and what becomes what. */
import { z } from 'zod';
import { webhookAuth } from './auth.ts';
import { anyTemplate, condition, formsError, path, time } from './base.ts';
import { listed } from './call.ts';

const values = z.record(z.string(), z.string()).optional().describe('Word of the system -> canonical word; one without a row is parked');

/** One canonical value. */
const scalar = z.strictObject({
  from: path.optional().describe('Path in the record'),
  text: anyTemplate.optional().describe('Text with holes over the record'),
  value: z.string().optional().describe('Always this'),
  values,
  valueMap: z.string().min(1).optional().describe('The same by name of a map in spec.valueMaps of the system'),
  time: time.optional().describe('How the system writes this moment'),
});

const one = (given: z.infer<typeof scalar>): boolean =>
  [given.from, given.text, given.value].filter((each) => each !== undefined).length === 1;
const scalarRule = scalar.refine(one, 'needs one of: from, text, value').describe('One value');

const oneOf = (where: string) =>
  z.union([path.describe(`Path in the ${where}`), scalarRule], {
    error: formsError('a path, { from: <path>, ... }, { text: ... } or { value: ... }'),
  });

const inRule = z
  .union(
    [
      path.describe('Path in the record'),
      scalarRule,
      z.array(anyTemplate).describe('List of texts with holes; one without a value is left out'),
      z
        .array(z.record(z.string(), oneOf('record')))
        .describe('List of entries made of the record; one that lacks a value it needs is left out'),
      z.strictObject({
        each: path.describe('Path of a list in the record'),
        fields: z.record(z.string(), oneOf('entry')).describe('Fields of each entry'),
      }),
      z.strictObject({
        each: path.describe('Path of a list in the record'),
        take: path.describe('Path in the entry: one text of each that has it'),
      }),
      z.strictObject({ names: z.record(z.string(), path).describe('Name -> path in the record') }),
    ],
    {
      error: formsError(
        'a path, { from: <path>, ... }, { text: ... }, { value: ... }, { each: <path>, fields: ... }, { each: <path>, take: <path> }, { names: ... } or a list',
      ),
    },
  )
  .describe('Where it is from');

export type InRule = z.infer<typeof inRule>;
/** A list of records made of a list. */
export type EachRule = Extract<InRule, { readonly fields: unknown }>;
/** A list of texts made of a list of records. */
export type TakeRule = Extract<InRule, { readonly take: unknown }>;
export type ScalarRule = z.infer<typeof scalar>;

const moment = z.strictObject({ path: path.describe('Path in the record'), time: time.describe('How it is written') });
export type Moment = z.infer<typeof moment>;

const eventId = z
  .union(
    [
      path.describe('Path in the entry'),
      z.strictObject({ header: z.string().toLowerCase().describe('Header that is the same when the call is repeated') }),
    ],
    { error: formsError('a path, or { header: <name> }') },
  )
  .optional()
  .describe('Id of the event that stays the same when it is sent again');

const cut = {
  object: path.optional().describe('Where the record stands in an entry; absent = the entry is the record'),
  only: z.array(condition).default([]).describe('Entries for which all of these hold; others are left alone'),
};

export const receive = z
  .strictObject({
    webhook: z
      .strictObject({ ...cut, eventId })
      .optional()
      .describe('How its events are cut out of a webhook'),
    poll: z
      .strictObject({
        ...listed,
        ...cut,
        since: z
          .strictObject({
            time: time.describe('How {{since}} is written in the query'),
            overlapSeconds: z
              .int()
              .min(0)
              .max(86_400)
              .default(60)
              .describe('How far back each question reaches: changes that become visible late'),
          })
          .describe('The moment of the question, {{since}} in the query'),
      })
      .optional()
      .describe('How the system is asked for what changed'),
    record: path.describe('Path of the id of the record'),
    version: z
      .union([path.describe('Path of a number that only grows'), moment.describe('A moment that only grows')], {
        error: formsError('a path, or { path: <path>, time: <format> }'),
      })
      .optional()
      .describe('Version of the record, only where it never falls'),
    occurredAt: moment.describe('When it happened'),
    deleted: condition.optional().describe('Holds for a record that is gone; looks at the entry'),
    fields: z.record(z.string(), inRule).describe('Canonical field -> where it is from'),
  })
  .refine(({ poll, version }) => poll === undefined || version !== undefined, {
    path: ['version'],
    message: 'is needed with poll: what is asked for late must not count as newer than it is',
  })
  .describe('How records of one canonical model are read');

export type ReceiveSettings = z.infer<typeof receive>;

export const webhook = z
  .strictObject({
    auth: webhookAuth,
    format: z.enum(['json', 'xml', 'form']).default('json').describe('How the body is written'),
    items: path.optional().describe('Where the entries stand, for a call with several; absent = the body is one'),
  })
  .describe('Webhooks of this system at /in/<system>');

export type WebhookSettings = z.infer<typeof webhook>;
