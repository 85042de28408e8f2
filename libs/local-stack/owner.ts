import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface Owner {
  readonly pid: number;
  /** Opaque start time: clock ticks since boot on Linux, `ps` text elsewhere. */
  readonly started: string;
}

/** Start time of a live process; undefined when there is none (a zombie counts as none: it holds nothing any more). */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startTimeFromProc(pid);
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
      undefined
    );
  } catch {
    // ps exits 1 when there is no such process.
    return undefined;
  }
}

function startTimeFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command name may hold spaces and parentheses: fields are counted from the last ')'. proc(5): state is 3, starttime is 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** This process. */
export function ownSelf(): Owner {
  return { pid: process.pid, started: startTimeOf(process.pid) ?? 'unknown' };
}

export function isAlive(owner: Owner): boolean {
  return startTimeOf(owner.pid) === owner.started;
}

/** Reads an owner out of parsed JSON; undefined when it is not one (a torn or foreign file). */
export function ownerFrom(value: unknown): Owner | undefined {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined;
  const { pid, started } = value;
  return typeof pid === 'number' && pid > 1 && typeof started === 'string' ? { pid, started } : undefined;
}
