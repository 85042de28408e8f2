import { existsSync } from 'node:fs';
import { readJson } from './files.ts';
import { layoutOf, type Part, stopOrder } from './layout.ts';
import { lockHolder } from './lock.ts';
import { isAlive, ownerFrom } from './owner.ts';
import { databaseUrlOf } from './postgres.ts';
import { registryApiPath } from './registry.ts';
import { readState } from './state.ts';

/** What is known of the stack of a data directory without starting anything. */
export interface RememberedStack {
  /** Process that runs the stack now; null when none does. */
  readonly pid: number | null;
  /** Addresses of the servers that live now; a server that does not is absent. */
  readonly kafkaBrokers?: readonly string[];
  readonly registryUrl?: string;
  /** Holds the password: not for logs. */
  readonly databaseUrl?: string;
}

/** Null when no stack was ever started there. Reads only. */
export function rememberedStack(dataDir: string): RememberedStack | null {
  const layout = layoutOf(dataDir);
  if (!existsSync(layout.state)) return null;
  const { ports, password } = readState(layout);
  const live = stopOrder.filter((part) => {
    const owner = ownerFrom(readJson(`${layout.run}/${part}.json`));
    return owner !== undefined && isAlive(owner);
  });
  const port = (part: Part): number | undefined => (live.includes(part) ? ports[part] : undefined);
  const [kafka, registry, postgres] = [port('kafka'), port('registry'), port('postgres')];
  return {
    pid: lockHolder(layout.lock)?.pid ?? null,
    ...(kafka === undefined ? {} : { kafkaBrokers: [`127.0.0.1:${kafka}`] }),
    ...(registry === undefined ? {} : { registryUrl: `http://127.0.0.1:${registry}${registryApiPath}` }),
    ...(postgres === undefined ? {} : { databaseUrl: databaseUrlOf({ port: postgres, password }) }),
  };
}
