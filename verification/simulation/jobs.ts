import { spawn } from 'node:child_process';
import { realNow } from './real.ts';
import { added, type Summary } from './tally.ts';

/** The same seeds in several processes, each a range of its own; what they found is added up in the order of the seeds. */
export async function inJobs(first: number, count: number, jobs: number): Promise<Summary> {
  const startedAt = realNow();
  const each = Math.ceil(count / jobs);
  const ranges = Array.from({ length: jobs }, (_, job) => ({ from: first + job * each, size: Math.min(each, count - job * each) }));
  const parts = await Promise.all(ranges.filter(({ size }) => size > 0).map(({ from, size }) => apart(from, size)));
  return added(parts, (realNow() - startedAt) / 1000);
}

/** Exit code 1 says that something was violated. */
function apart(from: number, size: number): Promise<Summary> {
  const program = process.argv[1] ?? '';
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, '--seeds', String(size), '--seed', String(from), '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const out: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || code === 1) resolve(JSON.parse(Buffer.concat(out).toString()) as Summary);
      else reject(new Error(`seeds from ${from} on ended with code ${code}`));
    });
  });
}
