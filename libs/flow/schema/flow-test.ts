import { z } from 'zod';
import { apiVersion } from './base.ts';

const json = z.unknown();
const file = z.string().min(1).max(300).describe('A file beside this one that holds it.');

const webhook = z
  .strictObject({
    body: json.optional().describe('The body, written here as YAML.'),
    file: file.optional(),
    headers: z.record(z.string(), z.string()).default({}).describe('Headers that matter, names in lower case.'),
  })
  .describe('A call of the source system, as it was recorded.');

const record = z
  .strictObject({
    key: z.string().nullable().default(null).describe('Key of the record.'),
    value: json.optional().describe('The value, written here as YAML.'),
    file: file.optional(),
  })
  .describe("A record of the source's own topic.");

const input = z
  .strictObject({
    webhook: webhook.optional(),
    topic: record.optional(),
    at: z.iso.datetime().optional().describe('When it came in; a minute after the one before when absent.'),
  })
  .describe('What comes in: exactly one of webhook and topic.');

const fields = z.record(z.string(), json).describe('Fields that must have these values; others may have any.');

const expected = z
  .strictObject({
    deliveries: z
      .array(
        z.strictObject({
          key: z.string().optional().describe('Target key.'),
          episode: z.number().int().min(1).optional().describe('Which ticket of this key, from 1.'),
          fields: fields.default({}),
          rule: z.string().optional().describe('Name of the routing rule that decided.'),
        }),
      )
      .default([])
      .describe('What the target is told, in order: all of it.'),
    texts: z
      .array(
        z.strictObject({
          audience: z.enum(['note', 'comment']).default('note').describe('Who reads it.'),
          text: z.string().min(1).describe('What it has to contain.'),
        }),
      )
      .optional()
      .describe('Texts that are added to the record, in order: all of them. Absent: not looked at.'),
    parked: z
      .array(
        z.strictObject({
          code: z.string().describe('Why, as `junctor review` lists it.'),
          field: z.string().optional().describe('The field that is meant.'),
        }),
      )
      .default([])
      .describe('What waits for a person: all of it.'),
    unchanged: z.number().int().min(0).optional().describe('How many contributions change nothing: repeats and late ones.'),
  })
  .describe('What must come of it.');

export const flowTestSchema = z
  .strictObject({
    apiVersion,
    kind: z.literal('FlowTest').describe('This file tests a flow.'),
    spec: z
      .strictObject({
        context: z
          .partialRecord(z.enum(['ci', 'change', 'problem', 'user']), z.record(z.string(), z.record(z.string(), json)))
          .optional()
          .describe('What is known beforehand, by kind and key.'),
        cases: z
          .array(
            z.strictObject({
              name: z.string().min(1).max(200).describe('What is shown, in one sentence.'),
              given: z.array(input).min(1).max(100).describe('What comes in, in this order.'),
              expect: expected,
            }),
          )
          .min(1)
          .max(200)
          .describe('One behaviour each.'),
      })
      .describe('Recorded input and what must come of it.'),
  })
  .describe('Tests of a flow (flows/<name>/flow.test.yaml). They need no server.');

export type FlowTest = z.infer<typeof flowTestSchema>;
export type FlowTestCase = FlowTest['spec']['cases'][number];
