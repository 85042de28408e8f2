import { z } from 'zod';
import { secretReferences, tokenForms } from '#libs/connector-kit';

const hmac = z
  .strictObject({
    type: z.literal('hmac'),
    secrets: secretReferences,
    header: z
      .string()
      .min(1)
      .toLowerCase()
      .default('x-grafana-alerting-signature')
      .describe('Header that carries the signature: hexadecimal, nothing before it'),
    timestampHeader: z
      .string()
      .min(1)
      .toLowerCase()
      .optional()
      .describe('Header of the time of signing, where the contact point names one: time and body are then signed together'),
    toleranceSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(300)
      .describe('With timestampHeader: how old a call may be, so that a recorded one cannot be sent again later'),
  })
  .describe('HMAC-SHA256, as a contact point of unified alerting signs');

/** Settings of a System with `connector: grafana`. */
export const settings = z.strictObject({
  auth: z.discriminatedUnion('type', [hmac, ...tokenForms]).describe('How a call proves where it comes from'),
  severityLabel: z
    .string()
    .min(1)
    .default('severity')
    .describe('Label (in legacy alerting: tag) that says how severe an alert is; its words are mapped by valueMaps.severity'),
  maxAlerts: z.int().min(1).default(20_000).describe('A call with more alerts is parked whole: it bounds the work of one request'),
});

export type Settings = z.output<typeof settings>;
