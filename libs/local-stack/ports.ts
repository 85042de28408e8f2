import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { LocalStackError } from './errors.ts';
import { readJson, writeAtomically } from './files.ts';
import { waitForLock } from './lock.ts';
import { isAlive, type Owner, ownerFrom, ownSelf } from './owner.ts';

/** Below every system's ephemeral range, so that no outgoing connection sits on a port between two starts. */
const lowest = 20_000;
const beyond = 32_000;
const tries = 200;

/** One port to find: `fixed` was asked for by the caller and may not move; `remembered` is the last start's. */
export interface PortWish {
  readonly name: string;
  readonly fixed?: number | undefined;
  readonly remembered?: number | undefined;
}

interface Claim {
  readonly port: number;
  readonly owner: Owner;
}

/**
 * Chooses a free loopback port per wish and claims it for this process. Claims are kept in one file a user under the
 * temporary directory: a port is claimed before its server binds it, so stacks starting at the same moment never meet.
 * Throws `portTaken` for a fixed port that is in use.
 */
export async function claimPorts(wishes: readonly PortWish[]): Promise<number[]> {
  return await withClaims(async (claims) => {
    const chosen: number[] = [];
    const isFree = async (port: number): Promise<boolean> =>
      !chosen.includes(port) && !claims.some((claim) => claim.port === port) && (await canBind(port));
    for (const wish of wishes) chosen.push(await choose(wish, isFree));
    return { claims: [...claims, ...chosen.map((port) => ({ port, owner: ownSelf() }))], answer: chosen };
  });
}

/** Gives ports back when their servers have stopped. */
export async function releasePorts(ports: readonly number[]): Promise<void> {
  await withClaims(async (claims) => ({ claims: claims.filter((claim) => !ports.includes(claim.port)), answer: undefined }));
}

async function choose(wish: PortWish, isFree: (port: number) => Promise<boolean>): Promise<number> {
  if (wish.fixed !== undefined) {
    if (await isFree(wish.fixed)) return wish.fixed;
    throw new LocalStackError({
      code: 'portTaken',
      message: `port ${wish.fixed} for ${wish.name} is taken`,
      hint: `end what listens there (ss -ltnp 'sport = :${wish.fixed}') or leave the port out to get a free one`,
    });
  }
  if (wish.remembered !== undefined && (await isFree(wish.remembered))) return wish.remembered;
  for (let attempt = 0; attempt < tries; attempt++) {
    const port = randomInt(lowest, beyond);
    if (await isFree(port)) return port;
  }
  throw new LocalStackError({
    code: 'portTaken',
    message: `no free port for ${wish.name} in ${lowest}-${beyond}`,
    hint: 'end some servers',
  });
}

async function canBind(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function withClaims<T>(change: (claims: readonly Claim[]) => Promise<{ claims: readonly Claim[]; answer: T }>): Promise<T> {
  const dir = join(tmpdir(), `junctor-ports-${userInfo().uid}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = await waitForLock(join(dir, 'lock'), 30_000);
  try {
    const path = join(dir, 'claims.json');
    const { claims, answer } = await change(claimsFrom(readJson(path)).filter((claim) => isAlive(claim.owner)));
    writeAtomically(path, JSON.stringify(claims));
    return answer;
  } finally {
    lock.release();
  }
}

function claimsFrom(value: unknown): Claim[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('port' in entry) || !('owner' in entry)) return [];
    const owner = ownerFrom(entry.owner);
    return typeof entry.port === 'number' && owner ? [{ port: entry.port, owner }] : [];
  });
}
