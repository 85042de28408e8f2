import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileChange, linesChanged } from './line-diff.ts';

/** What a command of `junctor` said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A platform engineer's desk: a folder of files and the command line, nothing else. */
export interface Office {
  readonly folder: string;
  write(path: string, text: string): void;
  /** Replaces a text of a file that has to be there. */
  edit(path: string, from: string, to: string): void;
  read(path: string): string;
  /** What was changed since the last call, file by file. */
  changes(): readonly FileChange[];
  junctor(...args: string[]): Promise<Said>;
  /** The same with `-o json`. */
  ask(...args: string[]): Promise<{ readonly code: number; readonly json: Record<string, unknown>; readonly err: string }>;
}

const cli = new URL('../../cli/main.js', import.meta.url).pathname;
const longestMs = 180_000;

export function openOffice(dir: string, env: NodeJS.ProcessEnv, files: Readonly<Record<string, string>>): Office {
  const folder = join(dir, 'workspace');
  const before = new Map<string, string>();
  const now = new Map<string, string>();
  const write = (path: string, text: string): void => {
    now.set(path, text);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  for (const [path, text] of Object.entries(files)) {
    write(path, text);
    before.set(path, text);
  }
  const junctor = (...args: string[]): Promise<Said> => runCli(args, env, folder);
  return {
    folder,
    write,
    read,
    edit(path, from, to) {
      const text = read(path);
      if (!text.includes(from)) throw new Error(`${path} does not say ${JSON.stringify(from)}`);
      write(path, text.replace(from, to));
    },
    changes() {
      const changed = [...now].map(([path, text]) => ({ path, isNew: !before.has(path), ...linesChanged(before.get(path) ?? '', text) }));
      for (const [path, text] of now) before.set(path, text);
      return changed.filter(({ added, removed }) => added.length + removed.length > 0);
    },
    junctor,
    async ask(...args) {
      const { code, out, err } = await junctor(...args, '-o', 'json');
      if (!out.startsWith('{')) throw new Error(`junctor ${args.join(' ')} ended with ${code} and said: ${err.slice(0, 800)}`);
      return { code, json: JSON.parse(out) as Record<string, unknown>, err };
    },
  };
}

/** A copy of the folder beside it, for a look at a change that is not to stay. */
export function copyOf({ folder }: Office): { readonly folder: string; remove(): void } {
  const copy = `${folder}-tried`;
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

function runCli(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd, env: { ...process.env, ...env, NO_COLOR: '1' }, timeout: longestMs });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 143, ...said }));
  });
}
