import { readFileSync } from 'node:fs';

/** Resident memory of the processes together, MB (proc(5), VmRSS); 0 where there is no /proc. */
export function rssMb(pids: readonly number[]): number {
  let kilobytes = 0;
  for (const pid of pids) {
    try {
      kilobytes += Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // Ended meanwhile, or another operating system.
    }
  }
  return Math.round(kilobytes / 1024);
}
