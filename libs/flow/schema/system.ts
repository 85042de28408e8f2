import { z } from 'zod';
import { apiVersion, name, owner, valueMaps } from './base.ts';
import { failureOverrides } from './failures.ts';
import { proxy, tls } from './way.ts';

const calls = z.number().int().min(1);

const limits = z
  .strictObject({
    concurrency: z.number().int().min(1).max(1024).optional().describe('Calls in flight at once, over all records.'),
    callTimeoutMs: z.number().int().min(100).max(300_000).optional().describe('Time given to one call, milliseconds.'),
    consistencyDelayMs: z
      .number()
      .int()
      .min(0)
      .max(3_600_000)
      .optional()
      .describe('How long this system may take to find what it has just stored, milliseconds.'),
    perSecond: calls
      .max(100_000)
      .optional()
      .describe('Calls a second, over all replicas and all systems with the same address and credential.'),
    perMinute: calls.max(1_000_000).optional().describe('The same a minute; the strictest limit counts.'),
    perHour: calls.max(10_000_000).optional().describe('The same an hour.'),
    burst: calls
      .max(10_000)
      .optional()
      .describe('Calls that may go at once out of such a limit. Default: a tenth of it, at most `concurrency`.'),
  })
  .describe('What this system bears. Without perSecond, perMinute and perHour its own answers are gone by, where they tell what is left.');

const intake = z
  .strictObject({
    perSecond: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Records a second that each replica takes from it, in the long run.'),
    burst: z
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .describe('Records that it may send at once beyond that. Default: ten seconds of perSecond.'),
  })
  .describe(
    'How much this source may send, so that one does not delay the others. What is beyond waits: its sender is told to come again, its calls are kept, or its topic is read more slowly. Default: 1000 a second for webhooks, no limit for topics.',
  );

const topic = z
  .strictObject({
    name: z.string().min(1).max(249).describe('Kafka topic that this system produces to.'),
    format: z.enum(['json', 'avro', 'cloudevents']).describe('How a record on it is written.'),
  })
  .describe("The source's own Kafka topic.");

export const systemSchema = z
  .strictObject({
    apiVersion,
    kind: z.literal('System').describe('This file describes a connected system.'),
    metadata: z
      .strictObject({ name, title: z.string().min(1).max(200).optional().describe('Name for people.'), owner })
      .describe('Who it is and who owns it.'),
    spec: z
      .strictObject({
        connector: z.string().min(1).max(100).describe('Connector that speaks to it: a folder under connectors/.'),
        holds: z.string().min(1).max(500).optional().describe('What it holds, in plain words.'),
        region: z.string().min(1).max(100).optional().describe('Where its data may be processed.'),
        address: z.string().max(2_000).optional().describe('Where it is reached: a URL, or env:NAME to read the URL from the environment.'),
        tls: tls.optional(),
        proxy: proxy.optional(),
        topic: topic.optional(),
        settings: z.record(z.string(), z.unknown()).default({}).describe('Settings of the connector, checked by the connector.'),
        limits: limits.optional(),
        intake: intake.optional(),
        failures: failureOverrides
          .default([])
          .describe('What failed deliveries to this system lead to, where it differs from the standard policy.'),
        valueMaps: valueMaps.default({}).describe('Its own words -> canonical words, by the names that the connector asks for.'),
      })
      .describe('How it is connected.'),
  })
  .describe('A connected system (systems/<name>.yaml).');

export type System = z.infer<typeof systemSchema>;
/** What the services need to know of a system; settings are still the connector's to parse. */
export type SystemSpec = System['spec'] & { readonly name: string; readonly title: string; readonly owner: string };
