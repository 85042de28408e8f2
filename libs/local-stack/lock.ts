import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, LocalStackError } from './errors.ts';
import { readJson, writeAtomically } from './files.ts';
import { isAlive, type Owner, ownerFrom, ownSelf } from './owner.ts';

/**
 * A lock between processes without a kernel lock (Node has none): a directory of generations, of which the highest is
 * the truth. Taking over a dead owner's lock means creating the next generation, and link(2) lets one process do that.
 * A file is never reused for a second owner, so two processes that both see the same dead owner cannot both win.
 */
export interface Lock {
  /** The dead owner this lock was taken from, if any. */
  readonly tookOverFrom: Owner | undefined;
  release(): void;
}

const maxRounds = 100;

/** Takes the lock, or answers with the live owner that holds it. */
export function tryLock(dir: string): Lock | Owner {
  mkdirSync(dir, { recursive: true });
  for (let round = 0; round < maxRounds; round++) {
    const seen = highest(dir);
    const holder = ownerFrom(readJson(join(dir, String(seen))));
    if (holder && isAlive(holder)) return holder;
    const mine = seen + 1;
    if (claim(dir, mine) && highest(dir) === mine) {
      dropBelow(dir, mine);
      return { tookOverFrom: holder, release: () => writeAtomically(join(dir, String(mine)), '{"released":true}') };
    }
  }
  throw new LocalStackError({ code: 'locked', message: `lock ${dir} changes hands too fast`, hint: 'try again in a moment' });
}

/** The live owner of a lock, without taking or making it. */
export function lockHolder(dir: string): Owner | undefined {
  if (!existsSync(dir)) return undefined;
  const holder = ownerFrom(readJson(join(dir, String(highest(dir)))));
  return holder && isAlive(holder) ? holder : undefined;
}

/** Waits for the lock at most `limitMs`; `onWait` is told the live owner once. Throws `locked`. */
export async function waitForLock(dir: string, limitMs: number, onWait: (owner: Owner) => void = () => undefined): Promise<Lock> {
  const end = performance.now() + limitMs;
  for (let round = 0; ; round++) {
    const lock = tryLock(dir);
    if ('release' in lock) return lock;
    if (round === 0) onWait(lock);
    if (performance.now() > end) {
      throw new LocalStackError({
        code: 'locked',
        message: `process ${lock.pid} holds ${dir}`,
        hint: `wait for it or end process ${lock.pid}`,
      });
    }
    await sleep(50 + Math.random() * 50);
  }
}

function highest(dir: string): number {
  return Math.max(
    0,
    ...readdirSync(dir)
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );
}

function claim(dir: string, generation: number): boolean {
  const draft = join(dir, `.draft-${process.pid}-${generation}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(draft, JSON.stringify(ownSelf()));
  try {
    linkSync(draft, join(dir, String(generation)));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function dropBelow(dir: string, generation: number): void {
  for (const name of readdirSync(dir)) {
    if (/^\d+$/.test(name) && Number(name) < generation) rmSync(join(dir, name), { force: true });
  }
}
