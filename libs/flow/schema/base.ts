import { z } from 'zod';

export const apiVersion = z.literal('junctor.io/v1').describe('Version of the workspace language. Always junctor.io/v1.');

export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63 characters')
  .describe('Name by which other files refer to this one: lower-case letters, digits and hyphens.');

export const owner = z.string().min(1).max(100).describe('The team that answers for it.');

/** `PT30M`, `PT1H30M`, `P1D`: an ISO 8601 duration of days, hours, minutes and seconds, at most 90 days. */
const durationPattern = /^P(?=.)(?:(\d{1,3})D)?(?:T(?=.)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/;

/** Milliseconds of an ISO 8601 duration; null when it is not one that the language takes. */
export function durationMs(text: string): number | null {
  const match = durationPattern.exec(text);
  if (match === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

export const duration = z
  .string()
  .refine((text) => durationMs(text) !== null, 'an ISO 8601 duration such as PT30M or P1D')
  .describe('An ISO 8601 duration, e.g. PT30M for thirty minutes.');

export const valueMap = z
  .record(z.string(), z.string())
  .describe('Source value -> target value. A value without a row is parked for a person, never defaulted.');

export const valueMaps = z.record(z.string(), valueMap).describe('Named value maps.');
