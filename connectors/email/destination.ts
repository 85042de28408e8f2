import {
  type Call,
  type ConnectContext,
  createCredential,
  type Destination,
  FailureError,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { mailOf } from './compose.ts';
import { type MailServer, mailServer } from './server.ts';
import type { Sending } from './settings.ts';
import { sendMail } from './smtp.ts';

/** The others have their mail: sending it again would double it for them. */
function refusedFor(refused: readonly string[]): FailureError {
  const message = `The mail was taken, but not for ${refused.join(', ')}`;
  const hint = 'Correct `settings.send.to`, and tell them in another way';
  return new FailureError({ class: 'invalid', scope: 'record', mayHaveActed: true, evidence: { message, field: 'send.to', hint } });
}

/** A mail that was taken can't be found or taken back: class none, both ways. */
export function connect(sending: Sending, context: ConnectContext): Destination {
  const { allowLoopback = false, privateNetworks, way } = context;
  // Judged at the first mail: what it can write is asked of it also where no address is known.
  let known: MailServer | null = null;
  const serverOf = (): MailServer => {
    known ??= mailServer(context.address, sending, { allowLoopback, privateNetworks }, way);
    return known;
  };
  const credential = sending.auth === undefined ? null : createCredential(sending.auth.secret, context.secret);

  async function send(key: string, want: Want, call: Call): Promise<Written> {
    const mail = await mailOf(sending, key, want, call.deliveryId, call.traceparent);
    const server = serverOf();
    const once = (password: string | null) => sendMail({ server, sending, password, mail, timeoutMs: context.callTimeoutMs }, call);
    const { refused } = credential === null ? await once(null) : await credential.use(once);
    if (refused.length > 0) throw refusedFor(refused);
    return { remoteId: key, number: null, url: null };
  }

  const mails: TargetObject = { create: 'none', update: 'none', consistencyDelayMs: 0, createRecord: send, updateRecord: send };
  return {
    objects: { incident: mails, event: mails },
    credential: credential?.reference ?? null,
    ...(credential !== null && { credentialVersion: credential.version }),
    close: () => Promise.resolve(),
  };
}
