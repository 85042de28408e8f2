import { connect } from 'node:net';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import type { Servers } from './settings.ts';

const limitMs = 3_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Host and port out of `host:port` or a URL; credentials never leave this function. Null when it is neither. */
export function addressOf(text: string): Address | null {
  const defaults: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'postgres:': 5432, 'postgresql:': 5432 };
  const url = URL.parse(isUrl(text) ? text : `kafka://${text}`);
  if (url === null || url.hostname === '') return null;
  const port = url.port === '' ? (defaults[url.protocol] ?? 9092) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}

/** Null when something listens there, else why not. Waits at most 3 s. */
export async function whyUnreachable({ host, port }: Address): Promise<string | null> {
  const socket = connect({ host, port });
  const signal = AbortSignal.timeout(limitMs);
  try {
    return await new Promise<string | null>((resolve) => {
      socket.once('connect', () => resolve(null));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      signal.addEventListener('abort', () => resolve(`no answer within ${limitMs / 1000} s`));
    });
  } finally {
    socket.destroy();
  }
}

const isUrl = (text: string): boolean => /^[a-z]+:\/\//.test(text);

/**
 * Null when one of the addresses answers, else one line about all of them. Brokers are `host:port`, the others URLs: what is none is not
 * shown, since it may be a secret in the wrong place.
 */
export async function whyNoneAnswers(texts: readonly string[], brokers: boolean): Promise<string | null> {
  const reasons: string[] = [];
  for (const text of texts.slice(0, 10)) {
    const address = brokers || isUrl(text) ? addressOf(text) : null;
    if (address === null) {
      reasons.push('not an address');
      continue;
    }
    const reason = await whyUnreachable(address);
    if (reason === null) return null;
    reasons.push(`${address.host}:${address.port} ${reason}`);
  }
  return reasons.join(', ') || 'no address';
}

/** Throws CliError naming every server that nobody answers for: a verb then never waits for what is not there. */
export async function requireReachable(servers: Servers): Promise<void> {
  const asked = [
    ['Kafka', servers.kafkaBrokers, servers.from.kafka],
    ['the schema registry', [servers.registryUrl], servers.from.registry],
    ['Postgres', [servers.databaseUrl], servers.from.postgres],
  ] as const;
  const answers = await Promise.all(
    asked.map(async ([name, addresses, from]) => ({ name, from, why: await whyNoneAnswers(addresses, name === 'Kafka') })),
  );
  const silent = answers.filter(({ why }) => why !== null);
  if (silent.length === 0) return;
  const text = silent.map(({ name, from, why }) => `${name} does not answer (${why}, address from the ${from})`).join('; ');
  throw new CliError(exitCodes.unreachable, text, 'start it, or correct the address; `junctor doctor` checks everything');
}
