/** What becomes of each step of a session: the panel's faults as a mail server shows them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import type { FaultPanel } from '#simulators/kit';
import type { MailOptions } from './options.ts';

type Keep = (mail: Buffer, to: readonly string[], user: string | null, withheld: boolean) => Promise<void>;
/** Closes the connection of a session without a word. */
type Cut = (session: SMTPServerSession) => void;

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** The panel speaks HTTP; statuses that SMTP has are used as they are. */
function refusalOf(status: number): Error {
  if (status === 401) return refusal(535, '5.7.8 Authentication credentials invalid');
  if (status === 429) return refusal(450, '4.2.1 The user you are trying to contact is receiving mail too quickly');
  if (status === 403) return refusal(550, '5.7.1 Message refused');
  return refusal(status, `${Math.floor(status / 100)}.0.0 Injected`);
}

export function mailHandlers(options: MailOptions, faults: FaultPanel, keep: Keep, cut: Cut): SMTPServerOptions {
  async function take(mail: Buffer, session: SMTPServerSession): Promise<Error | null> {
    if (faults.settings.delayMs > 0) await sleep(faults.settings.delayMs);
    const fate = faults.fate(true);
    if (fate.kind === 'reset') cut(session);
    if (fate.kind === 'reset') return refusal(451, '4.0.0 gone');
    const fault = faults.intercept();
    if (fault !== null) return refusalOf(fault.status);
    const withheld = fate.kind === 'late' || faults.withholds();
    if (withheld) cut(session);
    if (fate.kind === 'late') await sleep(fate.afterMs);
    const to = session.envelope.rcptTo.map(({ address }) => address);
    await keep(mail, to, typeof session.user === 'string' ? session.user : null, withheld);
    return null;
  }

  return {
    onAuth(auth, _session, done) {
      const expired = faults.settings.authExpired;
      if (expired || auth.username !== options.user || !faults.secrets(options.password).includes(auth.password ?? ''))
        done(refusal(535, '5.7.8 Authentication credentials invalid'));
      else done(null, { user: auth.username });
    },
    onRcptTo({ address }, _session, done) {
      done(options.refuse.includes(address) ? refusal(550, '5.1.1 No such mailbox') : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(refusal(552, '5.3.4 Message size exceeds the limit'));
        take(Buffer.concat(chunks), session).then(
          (refused) => done(refused),
          (error: unknown) => done(refusal(451, `4.3.0 ${String(error)}`)),
        );
      });
    },
  };
}
