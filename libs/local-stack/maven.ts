import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { elsewhere, LocalStackError } from './errors.ts';
import { findProgram } from './java.ts';

/** How far a Maven run has come; bytes and files count finished downloads only. */
export interface MavenRun {
  readonly seconds: number;
  readonly bytes: number;
  readonly files: number;
}

const reportEveryMs = 5_000;
const keptErrorLines = 6;

/**
 * Runs Maven in batch mode with strict checksums and the user's own settings, plus MAVEN_ARGS. Throws `mavenMissing`
 * when there is no mvn, otherwise an Error with Maven's last error lines.
 */
export async function runMaven(goal: readonly string[], cwd: string, onReport: (run: MavenRun) => void, limitMs: number): Promise<void> {
  const mvn = findProgram('mvn');
  if (mvn === undefined) {
    throw new LocalStackError({
      code: 'mavenMissing',
      message: 'Maven (mvn) is not on the PATH',
      hint: `install Maven for the one download, or ${elsewhere}`,
    });
  }
  // Maven 3.9 reads MAVEN_ARGS by itself, 3.8 does not: taken out of its environment so that it counts once.
  const { MAVEN_ARGS: extra = '', ...env } = process.env;
  const args = ['-B', '-C', ...extra.split(/\s+/).filter(Boolean), ...goal];
  const child = spawn(mvn, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
  const seen = { bytes: 0, files: 0 };
  const tail: string[] = [];
  const read = (line: string): void => {
    const size = downloadedBytes(line);
    if (size !== undefined) {
      seen.bytes += size;
      seen.files += 1;
    }
    if (/ERROR|BUILD FAILURE/.test(line)) tail.push(line.trim());
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
  const started = performance.now();
  const timer = setInterval(() => onReport({ seconds: Math.round((performance.now() - started) / 1000), ...seen }), reportEveryMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(errorLines(tail) || `mvn ended with ${code ?? 'a signal'}`);
  } finally {
    clearInterval(timer);
  }
}

function errorLines(lines: readonly string[]): string {
  // Maven ends with advice on -e and -X; what happened comes first.
  return lines
    .map((line) => line.replace(/^\[ERROR\]\s*/, ''))
    .filter((line) => line !== '' && !/^(To see the full|Re-run Maven|For more information|\[Help)/.test(line))
    .slice(0, keptErrorLines)
    .join(' | ');
}

/** Size out of Maven's "Downloaded from central: <url> (1.2 MB at 3 MB/s)"; undefined for any other line. */
export function downloadedBytes(line: string): number | undefined {
  const found = /Downloaded from .* \(([\d.]+) (B|kB|MB|GB) at /.exec(line);
  if (!found) return undefined;
  const unit = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[found[2] as 'B' | 'kB' | 'MB' | 'GB'];
  return Number(found[1]) * unit;
}
