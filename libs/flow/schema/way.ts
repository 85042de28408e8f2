/** How a system is reached where it is not simply over the internet. */
import { z } from 'zod';

const reference = z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'a reference: env:NAME or file:/path');

export const tls = z
  .strictObject({
    ca: reference
      .optional()
      .describe('Authorities (PEM, several one after the other) whose certificates are accepted, instead of the public ones.'),
    certificate: reference.optional().describe('Client certificate to show (PEM), those between it and its authority behind it.'),
    key: reference.optional().describe('Its private key (PEM, without a passphrase).'),
    serverName: z
      .string()
      .regex(/^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'a name such as desk.example.org')
      .optional()
      .describe('Name that its certificate is for, where it is reached by another name or by an address.'),
  })
  .describe('Certificates of its own. They are always checked; what a reference leads to is read anew by each new connection.');

export const proxy = z
  .strictObject({
    address: z
      .string()
      .max(2_000)
      .regex(
        /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|https?:\/\/[^\s/?#]+\/?)$/,
        'http://host:port or https://host:port without a user, or a reference: env:NAME or file:/path',
      )
      .describe(
        'http://host:port (https:// where the proxy itself is spoken to over TLS), or env:NAME or file:/path to read that from; only what is read so may hold a user and password.',
      ),
    auth: z
      .strictObject({
        user: z
          .string()
          .regex(/^[^:\p{Cc}]{1,200}$/u, 'a user without a colon')
          .describe('User of the proxy.'),
        secret: reference.describe('Reference to the password, as env:NAME or file:/path.'),
      })
      .optional()
      .describe('How the proxy is signed in at (Basic).'),
    resolve: z
      .enum(['here', 'proxy'])
      .default('here')
      .describe(
        'Who looks up the name of the system: here, and the proxy is given an address that was checked; or the proxy, which then has to keep away from addresses inside.',
      ),
  })
  .describe('HTTP proxy that it is reached through (CONNECT). HTTPS_PROXY of the environment counts only where it is named here.');
