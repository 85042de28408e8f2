import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { elsewhere, LocalStackError, type Problem } from './errors.ts';

/** Full path of a program on the PATH; undefined when there is none. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const dir of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(dir, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this directory; the next one may have it.
    }
  }
  return undefined;
}

/** The Java to use (JAVA_HOME first, as Maven does) or what is wrong with it. Kafka 4.1 brokers need Java 17. */
export function findJava(env: NodeJS.ProcessEnv = process.env): string | Problem {
  const path = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : findProgram('java', env);
  const hint = `install Java 17 or later, or ${elsewhere}`;
  const answer = path === undefined ? undefined : spawnSync(path, ['-version'], { encoding: 'utf8', timeout: 20_000, env });
  if (path === undefined || answer === undefined || answer.error || answer.status !== 0) {
    const where = env.JAVA_HOME ? `at JAVA_HOME (${env.JAVA_HOME})` : 'on the PATH';
    return { code: 'javaMissing', message: `no working Java was found ${where}`, hint };
  }
  const major = javaMajor(answer.stderr + answer.stdout);
  if (major >= 17) return path;
  return { code: 'javaTooOld', message: `${path} is Java ${major}, the local Kafka needs 17`, hint };
}

/** Like `findJava`, but throws what is wrong. */
export function requireJava(): string {
  const java = findJava();
  if (typeof java === 'string') return java;
  throw new LocalStackError(java);
}

/** Major version out of `java -version`: "17.0.15" -> 17, "1.8.0_292" -> 8; 0 when unreadable. */
export function javaMajor(text: string): number {
  const found = /version "(\d+)(?:\.(\d+))?/.exec(text);
  const [, first, second] = found ?? [];
  return Number(first === '1' ? second : (first ?? 0));
}
