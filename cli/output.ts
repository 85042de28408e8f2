import { createColors } from 'picocolors';
import type { ExitCode } from './exit-codes.ts';

/** How the command line meets its surroundings; tests bring their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Whether standard output is a terminal that shows colours. */
  readonly color: boolean;
  /** Asks a person; null when there is nobody to ask. */
  readonly ask: (question: string) => Promise<string | null>;
}

export type Format = 'table' | 'json';

/** What a verb found out: the same facts for machines and for people. */
export interface Result {
  readonly code: ExitCode;
  /** One JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

export type Colors = ReturnType<typeof createColors>;

/** Colours that are plain text where nobody sees colours. */
export const colorsOf = (io: Pick<Io, 'color'>): Colors => createColors(io.color);

export function print(io: Io, format: Format, result: Pick<Result, 'json' | 'lines'>): void {
  if (format === 'json') io.out(`${JSON.stringify(result.json)}\n`);
  else if (result.lines.length > 0) io.out(`${result.lines.join('\n')}\n`);
}

/**
 * Text of strangers, safe for a terminal: control characters (escape sequences among them) and characters that turn the
 * direction of writing are shown as `?`, line ends as a space.
 */
export function plain(text: string, maxLength = 200): string {
  const safe = text.replace(/\r?\n|\t/g, ' ').replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, '?');
  return safe.length > maxLength ? `${safe.slice(0, maxLength - 1)}…` : safe;
}

/** Rows under a head, columns as wide as their widest cell; cells are made safe, the last column is not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string[] {
  const all = [head, ...rows].map((row) => row.map((cell) => plain(cell)));
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  const [first = [], ...rest] = all;
  return [colors.dim(line(first)), ...rest.map(line)];
}

/** `1 flow`, `2 flows`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Epoch milliseconds as people and logs write it. */
export const timeText = (ms: number): string => new Date(ms).toISOString();

/** A span of milliseconds, three digits at most: `7 ms`, `1.2 s`, `3.4 min`, `5.1 h`, `2.0 d`. */
export function spanText(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ];
  const unit = units.find(([size]) => Math.abs(ms) >= size);
  return unit ? `${(ms / unit[0]).toFixed(1)} ${unit[1]}` : `${Math.round(ms)} ms`;
}
