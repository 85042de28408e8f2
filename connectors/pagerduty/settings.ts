import { z } from 'zod';

const reference = z.string().regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path');

const severity = z.enum(['critical', 'error', 'warning', 'info']);

const severities = z
  .strictObject({
    critical: severity.default('critical').describe('Severity for critical'),
    high: severity.default('error').describe('Severity for high'),
    medium: severity.default('warning').describe('Severity for medium; for an incident, priority moderate'),
    low: severity.default('info').describe('Severity for low; for an incident, priority planning too'),
    info: severity.default('info').describe('Severity for info'),
  })
  .prefault({})
  .describe("PagerDuty's severity, by canonical severity or priority");

export const settings = z
  .strictObject({
    routingKey: reference
      .optional()
      .describe('Reference to the routing key (32 characters) of an Events API v2 integration, as env:NAME or file:/path; needed to send'),
    webhookSecrets: z
      .array(reference)
      .min(1)
      .optional()
      .describe('References to the signing secrets of the webhook subscription; needed to receive. Several while one is rotated'),
    legacyWebhook: z
      .strictObject({
        header: z.string().min(1).toLowerCase().describe('Name of a custom header of the v2 webhook'),
        secrets: z.array(reference).min(1).describe('References to what it holds; several while one is rotated'),
      })
      .optional()
      .describe('How webhooks v2 prove where they come from: PagerDuty did not sign them. Without it only signed calls are taken'),
    severities,
    unknownSeverity: severity.default('error').describe('Severity of an incident without priority and urgency'),
    source: z
      .string()
      .min(1)
      .max(1_024)
      .default('junctor')
      .describe('payload.source of a record that names neither CI nor resource nor service'),
  })
  .describe('A PagerDuty account: events out, webhooks in');

export type Settings = z.infer<typeof settings>;
