import { z } from 'zod';
import { comments, notes } from './appends.ts';
import { apiVersion, duration, name, owner, valueMaps } from './base.ts';
import { failureOverrides } from './failures.ts';

export const patterns = [
  'event-to-incident',
  'configuration-synchronization',
  'change-coordination',
  'service-request-fulfilment',
] as const;
export type PatternName = (typeof patterns)[number];

const expression = z.string().min(1).max(2_000);
const path = z.string().min(1).max(500);
const reason = z.string().min(1).max(500).describe('Why, in business words.');

const row = z
  .strictObject({
    to: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9_-]*)?$/, 'a field name, or extra.<key>')
      .describe("Field of the target's canonical model, or extra.<key> for one text of its open map."),
    from: path.optional().describe('Path of a field of the source record, or route.<name> for what the matched rule set.'),
    value: z
      .string()
      .max(10_000)
      .optional()
      .describe('Fixed text, or a template with {{path}} holes; {{a | b}} takes the first that has a value.'),
    expr: expression.optional().describe('A CEL expression over the source record.'),
    valueMap: z.string().min(1).max(100).optional().describe('Name of a value map of this flow that translates the value.'),
    required: z.boolean().optional().describe('When true, a record without this value is parked for a person.'),
    reason: reason.optional(),
  })
  .describe('One target field and where its value comes from: exactly one of from, value, expr.');

const rule = z
  .strictObject({
    name: z.string().min(1).max(100).describe('Name of the rule, shown in explanations.'),
    when: expression.optional().describe('CEL condition. Only the last rule has none.'),
    set: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,60}$/), z.string().max(2_000))
      .describe('Values for route.<name>: texts or templates.'),
    reason: reason.optional(),
  })
  .describe('A routing rule; the first whose condition holds decides.');

const fieldTexts = z.record(z.string(), z.string().max(4_000));

const episode = z
  .strictObject({
    reopenWithin: duration.describe(
      'A cause that comes back within this time after its resolution reopens the ticket; later it gets a new one.',
    ),
    line: z.string().max(500).optional().describe('Template of the one line by which the ticket lists each alert.'),
    open: fieldTexts.optional().describe('Target fields while the cause is active. Default: status new.'),
    reopen: fieldTexts.optional().describe('Target fields after the cause came back. Default: status in_progress.'),
    resolved: fieldTexts.describe('Target fields once every alert is resolved; what the target system demands to resolve.'),
  })
  .describe('How many alerts become one ticket, and when it is resolved or reopened.');

export const flowSchema = z
  .strictObject({
    apiVersion,
    kind: z.literal('Flow').describe('This file describes a flow.'),
    metadata: z
      .strictObject({ name, owner, purpose: z.string().min(1).max(1_000).describe('What it is for, in plain words.') })
      .describe('Who it is, who owns it, and why it exists.'),
    spec: z
      .strictObject({
        pattern: z.enum(patterns).describe('The template it follows.'),
        source: z
          .strictObject({ system: name, model: z.string().min(1).max(60).describe('Canonical model of the source records.') })
          .describe('Where records come from.'),
        target: z
          .strictObject({ system: name, model: z.string().min(1).max(60).describe('Canonical model written at the target.') })
          .describe('Where records go.'),
        when: expression.optional().describe('CEL condition over the source record; absent = every record.'),
        correlate: z.array(path).min(1).max(10).describe('Fields that never change and together name the target record.'),
        valueMaps: valueMaps.default({}),
        map: z.array(row).min(1).max(200).describe('The mapping, one row a target field.'),
        route: z.array(rule).max(200).default([]).describe('Routing rules, first match wins; the last one has no condition.'),
        episode: episode.optional(),
        notes: notes.default([]),
        comments: comments.optional(),
        failures: failureOverrides
          .default([])
          .describe("What failed deliveries of this flow lead to, where it differs from the target system's and the standard policy."),
        parkedHead: z
          .enum(['block', 'supersede', 'skip'])
          .default('block')
          .describe(
            'What later states of a record do while one of it waits for a person: block = wait too (tickets, changes); supersede = the next one takes its place (copies of whole records); skip = go on without it (notifications that do not build on each other).',
          ),
      })
      .describe('What it does.'),
  })
  .describe('A flow (flows/<name>/flow.yaml).');

export type Flow = z.infer<typeof flowSchema>;
export type Row = Flow['spec']['map'][number];
export type Rule = Flow['spec']['route'][number];
export type Episode = NonNullable<Flow['spec']['episode']>;
