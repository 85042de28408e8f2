import { z } from 'zod';
import { secretReference, tokenForms } from '#libs/connector-kit';

/** RFC 5321 allows more; what is refused here is what could end a header or a command, and what nobody uses. */
export const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/;
const address = z.string().regex(ADDRESS, 'is an e-mail address, as in name@example.org');

const send = z
  .strictObject({
    from: address.describe('Address that mails come from; the server must let this account use it'),
    name: z
      .string()
      .regex(/^[^\p{Cc}<>"]{1,80}$/u, 'is a name on one line')
      .default('Junctor')
      .describe('Name that stands beside it'),
    to: z.array(address).min(1).max(20).describe('Who gets every mail'),
    tls: z
      .enum(['required', 'none'])
      .default('required')
      .describe(
        'required: TLS from the start at smtps://, by STARTTLS at smtp://, or nothing is sent; none: in clear text, and then without signing in except on this host',
      ),
    auth: z
      .strictObject({
        user: z.string().min(1).max(200).describe('User of the mail server'),
        secret: secretReference.describe('Reference to the password, as env:NAME or file:/path'),
      })
      .optional()
      .describe('How it signs in; absent = the server takes mails from this host without'),
  })
  .describe('Mails out; the address of the system is smtp://host:587 or smtps://host:465');

const receive = z
  .strictObject({
    auth: z.discriminatedUnion('type', [...tokenForms]).describe('How the mail gateway proves who it is'),
    model: z.enum(['incident', 'event']).default('incident').describe('What a mail becomes'),
    automatic: z
      .enum(['park', 'take'])
      .default('park')
      .describe(
        'Mails that programs sent (Auto-Submitted: auto-generated, lists, bulk); take them where a monitor mails its alerts. Answers of programs and bounces are always parked',
      ),
  })
  .describe('Mails in, by a gateway that posts each as message/rfc822');

export const settings = z
  .strictObject({ send: send.optional(), receive: receive.optional() })
  .refine(
    ({ send: out, receive: into }) => out !== undefined || into !== undefined,
    'neither sends nor receives: give send, receive or both',
  )
  .describe('E-mail');

export type Settings = z.infer<typeof settings>;
export type Sending = NonNullable<Settings['send']>;
