/** A mail server (SMTP with STARTTLS and sign-in) that keeps what it takes, and its panel over HTTP at a port of its own. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { createFaultPanel, openJournal, panelAnswer, type RunningServer, readJournal, startServer } from '#simulators/kit';
import { mailHandlers } from './handlers.ts';
import { DEFAULTS, type MailOptions } from './options.ts';

/** One line of the journal, in order of arrival. */
export interface MailLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly op: 'taken';
  readonly user: string | null;
  readonly to: readonly string[];
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  /** Names and values, in order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly withheld: boolean;
}

async function lastSeq(log: string | null): Promise<number> {
  let seq = 0;
  if (log !== null) for await (const line of readJournal(log)) seq = (line as MailLine).seq;
  return seq;
}

export async function startMail(given: Partial<MailOptions> = {}): Promise<RunningServer> {
  const options = { ...DEFAULTS, ...given };
  let seq = await lastSeq(options.log);
  const journal = await openJournal(options.log);
  const faults = createFaultPanel(options.faults, options.seed + seq);
  const mails: MailLine[] = [];

  async function keep(mail: Buffer, to: readonly string[], user: string | null, withheld: boolean): Promise<void> {
    const read = await PostalMime.parse(mail);
    seq += 1;
    const { messageId = null, subject = null, text = null } = read;
    const headers = read.headers.map(({ originalKey, value }) => [originalKey, value] as const);
    const line: MailLine = { at: Date.now(), seq, op: 'taken', user, to, messageId, subject, text, headers, withheld };
    mails.push(line);
    await journal.append(line);
  }

  const cut = (session: SMTPServerSession): void => {
    for (const connection of smtp.connections) if (connection.session.id === session.id) connection.close();
  };
  const handlers = mailHandlers(options, faults, keep, cut);
  const smtp = new SMTPServer({ size: options.maxBytes, authOptional: true, allowInsecureAuth: true, logger: false, ...handlers });
  smtp.on('error', () => undefined); // a client that is gone; the server goes on
  smtp.listen(options.smtpPort, '127.0.0.1');
  await once(smtp.server, 'listening');
  const address = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
  const panel = {
    faults,
    counters: () => ({ taken: mails.length, ...journal.stats() }),
    state: () => ({ address, mails }),
    switches: () => ({}),
    change: () => undefined,
  };
  const server = await startServer(
    options.port,
    async (request, body) => panelAnswer(panel, request.method ?? 'GET', new URL(request.url ?? '/', 'http://panel').pathname, body),
    null,
    options.requests,
  );
  const close = async (): Promise<void> => {
    await server.close();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
    await journal.close();
  };
  return { url: server.url, port: server.port, close };
}
