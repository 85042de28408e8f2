/** One mail over one connection, and an exact word on whether it may have left: only from the moment that its text is asked for. */
import { connect, isIP } from 'node:net';
import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type Call, errorCode, errorMessage, excerpt, FailureError, notOurs } from '#libs/connector-kit';
import { smtpFailure } from './failures.ts';
import type { MailServer } from './server.ts';
import type { Sending } from './settings.ts';

export interface Outgoing {
  readonly server: MailServer;
  readonly sending: Sending;
  readonly password: string | null;
  readonly mail: Buffer;
  readonly timeoutMs: number;
}

/** Who was refused while others were taken, in the order of the envelope. */
export interface Taken {
  readonly refused: readonly string[];
}

/** The mail's bytes, which the server gets only when it asks for them (354) and only while they are ours to send. */
class Text extends Readable {
  begun = false;
  withheld = false;
  private readonly mail: Buffer;
  private readonly holds: Call['holds'];

  constructor(mail: Buffer, holds: Call['holds']) {
    super();
    this.mail = mail;
    this.holds = holds;
  }

  override _read(): void {
    this.withheld = this.holds?.() === false;
    if (this.withheld) return void this.destroy(notOurs());
    this.begun = true;
    this.push(this.mail);
    this.push(null);
  }
}

/** Codes of nodemailer for TLS that was refused, not offered or not trusted: nothing was said before that could matter. */
const TLS_CODES = new Set(['ETLS', 'EREQUIRETLS']);

/** The password in each form in which a sign-in carries it (RFC 4616, and LOGIN): a server may repeat the line it refuses. */
function secretsOf(password: string, user: string): readonly string[] {
  const inBase64 = [`\0${user}\0${password}`, `${user}\0${user}\0${password}`, password].map((text) =>
    Buffer.from(text).toString('base64'),
  );
  return [...inBase64, password];
}

function failureOf(error: unknown, text: Text, { server, sending, password }: Outgoing): FailureError {
  if (error instanceof FailureError) return error;
  const secrets = password === null ? [] : secretsOf(password, sending.auth?.user ?? '');
  const code = errorCode(error);
  const tls = TLS_CODES.has(code);
  const given = error as { responseCode?: unknown; response?: unknown };
  if (!tls && typeof given.responseCode === 'number' && given.responseCode >= 400)
    return new FailureError(smtpFailure(given.responseCode, String(given.response ?? ''), Date.now(), secrets), { cause: error });
  const evidence = { code, excerpt: excerpt(errorMessage(error), secrets) };
  if (text.begun) {
    const message = `SMTP ${server.host}: sent, but no whole reply came back (${code})`;
    return new FailureError({ class: 'unknown', scope: 'record', evidence: { ...evidence, message } }, { cause: error });
  }
  const message = tls ? `SMTP ${server.host}: no TLS could be agreed` : `SMTP ${server.host}: no connection (${code})`;
  const hint = 'The server has to offer STARTTLS (or smtps://) with a certificate that is trusted here and names this host';
  return new FailureError({ class: 'down', scope: 'system', evidence: { ...evidence, message, ...(tls && { hint }) } }, { cause: error });
}

async function open({ server, sending, timeoutMs }: Outgoing): Promise<SMTPConnection> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const { host, port, secure, lookup, way } = server;
  const { ca, certificate, key } = way?.certificates?.() ?? {};
  const servername = way?.serverName(host) ?? (isIP(host) === 0 ? host : undefined);
  const socket = connect({ host, port, lookup });
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(timeoutMs, () => socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve();
    });
  });
  const plain = sending.tls === 'none';
  return new Connection({
    host,
    port,
    secure,
    connection: socket,
    requireTLS: !plain,
    ignoreTLS: plain,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    tls: {
      ...{ minVersion: 'TLSv1.2', rejectUnauthorized: true },
      ...(servername && { servername }),
      ...(ca && { ca }),
      ...(certificate && key && { cert: certificate, key }),
    },
  });
}

type Done<T> = (error: unknown, value?: T) => void;

/** The steps of a session, each a callback of the library; whatever ends the connection ends the step under way. */
async function session(connection: SMTPConnection, { sending, password }: Outgoing, text: Text): Promise<Taken> {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined); // told to the step under way alone
  connection.on('error', reject);
  connection.on('end', () => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNECTION' })));
  const step = <T>(work: (done: Done<T>) => void): Promise<T | undefined> =>
    Promise.race([
      broken,
      new Promise<T | undefined>((resolve, refuse) => work((error, value) => (error ? refuse(error) : resolve(value)))),
    ]);
  await step((done) => connection.connect(done));
  const { auth, from, to } = sending;
  if (auth !== undefined && password !== null)
    await step((done) => connection.login({ credentials: { user: auth.user, pass: password } }, done));
  const sent = await step<{ rejected?: readonly string[] }>((done) => connection.send({ from, to: [...to] }, text, done));
  return { refused: sent?.rejected ?? [] };
}

/**
 * Throws FailureError: as the table of replies says; down/system when nothing was begun; transient/lane when the mail was not ours to send any
 * more; unknown/record when its text was begun and no reply came.
 */
export async function sendMail(outgoing: Outgoing, call: Pick<Call, 'signal' | 'holds' | 'answered'>): Promise<Taken> {
  const text = new Text(outgoing.mail, call.holds);
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  givenUp.catch(() => undefined); // told to the work under way alone
  const late = setTimeout(() => reject(new Error(`no reply within ${outgoing.timeoutMs} ms`)), outgoing.timeoutMs);
  const onAbort = (): void => reject(call.signal.reason);
  call.signal.addEventListener('abort', onAbort, { once: true });
  const opened = open(outgoing);
  try {
    call.signal.throwIfAborted();
    const taken = await Promise.race([givenUp, opened.then((made) => session(made, outgoing, text))]);
    call.answered?.({ status: 250, headers: {} });
    return taken;
  } catch (error) {
    const failure = text.withheld ? notOurs() : failureOf(error, text, outgoing);
    const status = Number(failure.failure.evidence.code);
    if (status >= 200) call.answered?.({ status, headers: {} });
    throw failure;
  } finally {
    clearTimeout(late);
    call.signal.removeEventListener('abort', onAbort);
    void opened.then(
      (made) => made.close(),
      () => undefined,
    ); // one that never opened has nothing to close
  }
}
