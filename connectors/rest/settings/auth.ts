import { z } from 'zod';
import { anyTemplate, secret, signedTemplate } from './base.ts';

const reference = secret.describe('Reference to the secret, as env:NAME or file:/path');
const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is the name of a header');
const algorithm = z.enum(['sha256', 'sha1', 'sha512']).default('sha256').describe('Hash of the HMAC');
const encoding = z.enum(['hex', 'base64']).default('hex').describe('How the signature is written');

const tokenPlace = z
  .string()
  .refine(
    (text) => /^\/(?!\/)[^?#\s]*$/.test(text) || (URL.canParse(text) && new URL(text).protocol === 'https:'),
    'is a path below the address, or an https URL',
  )
  .describe('Where tokens are had: a path below the address, or an https URL');

/** How a call signs in. */
export const auth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none').describe('No sign-in') }),
    z.strictObject({
      type: z.literal('basic').describe('User and password'),
      user: z.string().min(1).describe('User that Junctor signs in as'),
      secret: reference,
    }),
    z.strictObject({
      type: z.literal('bearer').describe('Authorization: Bearer <secret>, or another word before it'),
      secret: reference,
      scheme: z
        .string()
        .regex(/^[A-Za-z][\w-]*$/, 'is one word')
        .default('Bearer')
        .describe('Word before the token'),
    }),
    z.strictObject({
      type: z.literal('header').describe('The secret alone in a header'),
      header: headerName.describe('Header that carries it'),
      secret: reference,
    }),
    z.strictObject({
      type: z.literal('query').describe('The secret as a parameter of the URL; a header is better, since URLs are logged'),
      parameter: z.string().min(1).describe('Name of the parameter'),
      secret: reference,
    }),
    z.strictObject({
      type: z.literal('hmac').describe('Each request is signed'),
      secret: reference,
      header: headerName.describe('Header that carries the signature'),
      prefix: z.string().max(40).default('').describe('Text before the signature'),
      signed: signedTemplate
        .default('{{timestamp}}.{{body}}')
        .describe('What is signed, of: timestamp (epoch seconds), method, path (with its query), body'),
      timestampHeader: headerName.optional().describe('Header that carries the timestamp'),
      algorithm,
      encoding,
    }),
    z.strictObject({
      type: z.literal('oauth2').describe('Tokens by the client credentials grant, renewed before they end and after a refusal'),
      token: tokenPlace,
      clientId: z.string().min(1).describe('Id of the client'),
      secret: reference,
      scope: z.string().optional().describe('Scopes, parted by blanks'),
      audience: z.string().optional().describe('Audience, where the server asks for one'),
      clientIn: z.enum(['header', 'body']).default('header').describe('Where id and secret go: a Basic header or the form'),
    }),
  ])
  .describe('How Junctor signs in');

export type Auth = z.infer<typeof auth>;

const secrets = z.array(secret).min(1).describe('References to the secrets; several while one is rotated');

/** How a webhook shows where it comes from. */
export const webhookAuth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none').describe('Only behind a proxy that authenticates') }),
    z.strictObject({ type: z.literal('bearer').describe('Authorization: Bearer <secret>'), secrets }),
    z.strictObject({
      type: z.literal('basic').describe('Authorization: Basic'),
      user: z.string().min(1).describe('User that the sender signs in as'),
      secrets,
    }),
    z.strictObject({
      type: z.literal('header').describe('The secret alone in a header'),
      header: headerName.describe('Header that carries it'),
      secrets,
    }),
    z.strictObject({
      type: z.literal('hmac').describe('A signature over the body'),
      secrets,
      header: headerName.describe('Header that carries the signature, or several parted by commas'),
      prefix: z.string().max(40).default('').describe('Text before the signature, such as sha256= or v1='),
      signed: anyTemplate
        .refine((text) => text.includes('{{body}}'), 'must sign {{body}}')
        .default('{{body}}')
        .describe('What is signed, of {{body}}, {{timestamp}} and {{header["x-name"]}}'),
      timestampHeader: headerName.optional().describe('Header with epoch seconds; older or newer than the tolerance is refused'),
      timestampPrefix: z
        .string()
        .max(40)
        .optional()
        .describe('Text before the timestamp where it stands in the signature header, as in t=,v1='),
      toleranceSeconds: z.int().min(1).max(86_400).default(300).describe('How far the timestamp may be from our clock'),
      algorithm,
      encoding,
    }),
    z.strictObject({ type: z.literal('standard-webhooks').describe('webhook-id, webhook-timestamp, webhook-signature'), secrets }),
  ])
  .describe('How a call proves where it comes from');

export type WebhookAuth = z.infer<typeof webhookAuth>;
