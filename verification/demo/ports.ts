import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Ports } from '#verification/rig';

/** The ports of an earlier run of this folder, as far as they are still free. */
export async function rememberedPorts(dir: string): Promise<Ports & { readonly ingest?: string }> {
  const file = join(dir, 'ports.json');
  if (!existsSync(file)) return {};
  const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const free = await Promise.all(Object.entries(known).map(async ([name, port]) => ((await isFree(Number(port))) ? [[name, port]] : [])));
  return Object.fromEntries(free.flat());
}

export function rememberPorts(dir: string, urls: Readonly<Record<string, string>>): void {
  const ports = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, new URL(url).port]));
  writeFileSync(join(dir, 'ports.json'), `${JSON.stringify(ports)}\n`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
