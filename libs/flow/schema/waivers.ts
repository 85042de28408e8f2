import { z } from 'zod';
import { apiVersion, owner } from './base.ts';

const waiver = z
  .strictObject({
    rule: z.string().min(1).max(100).describe('Id of the rule, as `junctor check` prints it.'),
    file: z.string().min(1).max(300).describe('The file in which it is broken, by its path in the workspace.'),
    field: z.string().min(1).max(300).optional().describe('Only there, e.g. spec.map[3]; absent = everywhere in the file.'),
    reason: z.string().min(10).max(500).describe('Why it may be broken for the time being.'),
    owner,
    until: z.iso.date().describe('The last day on which it counts (UTC), at most a year ahead.'),
  })
  .describe('One rule that need not hold in one file for a time.');

export const waiversSchema = z
  .strictObject({
    apiVersion,
    kind: z.literal('Waivers').describe('This file lists what need not hold for the time being.'),
    spec: z.strictObject({ waivers: z.array(waiver).max(500).describe('The waivers.') }).describe('What is waived.'),
  })
  .describe('Departures from the design standards that somebody answers for (waivers.yaml).');

export type Waivers = z.infer<typeof waiversSchema>;
export type Waiver = z.infer<typeof waiver>;
