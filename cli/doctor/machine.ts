import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkTools, type Part } from '#libs/local-stack';
import type { KnownServers } from '../settings.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const gigabyte = 1024 ** 3;

/** What this machine brings along. */
export function machineFindings(servers: KnownServers): Finding[] {
  const parts = (['kafka', 'registry', 'postgres'] as const).filter((part) => servers.from[part] !== 'environment');
  return [
    nodeFinding(process.versions.node),
    ...toolFindings(parts),
    ...(parts.length === 0 ? [] : [diskFinding(servers.dataDir), stackFinding(servers)]),
  ];
}

/** 24.11 is the first Node 24 with long-term support, and what the dependencies ask for. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 11)) return ok('Node', version);
  return fail('Node', `${version}, 24.11 or later is needed`, 'use `npx junctor` in the work tree, which brings its own Node');
}

function toolFindings(parts: readonly Part[]): Finding[] {
  if (parts.length === 0) return [ok('tools', 'none needed: all servers are named by the environment')];
  const problems = checkTools(parts);
  if (problems.length === 0) return [ok('tools', `all there for ${parts.join(', ')} on this machine`)];
  return problems.map(({ message, hint }) => fail('tools', message, hint));
}

function diskFinding(dataDir: string): Finding {
  let dir = dataDir;
  while (!existsSync(dir) && dirname(dir) !== dir) dir = dirname(dir);
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const detail = `${(free / gigabyte).toFixed(1)} GB free at ${dir}`;
  const hint = 'free some space, or choose another disk with --data';
  if (free < gigabyte) return fail('disk', `${detail}, 1 GB is needed`, hint);
  return free < 5 * gigabyte ? warn('disk', detail, hint) : ok('disk', detail);
}

function stackFinding({ stack, dataDir }: KnownServers): Finding {
  if (stack === null) return warn('laptop stack', `never started in ${dataDir}`, 'start it: junctor up');
  if (stack.pid === null) return warn('laptop stack', `not running; its data is in ${dataDir}`, 'start it: junctor up');
  return ok('laptop stack', `runs in process ${stack.pid}, data in ${dataDir}`);
}
