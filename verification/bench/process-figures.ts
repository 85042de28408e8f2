import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc/<pid>/stat (proc(5)): 100 on every Linux that Node runs on. */
const ticks = 100;

/** User and system time of a process so far, milliseconds; 0 where there is no /proc. */
export function cpuMs(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The name in brackets may hold blanks; fields 14 and 15 are counted from after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / ticks;
}

/** Resident memory now, MB. */
export function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Ended, or another operating system.
  }
}
