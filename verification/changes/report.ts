import type { FileChange } from './line-diff.ts';
import type { Telling } from './year.ts';

export interface MonthTold {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly added: number; readonly removed: number }[];
  readonly claims: readonly { readonly claim: string; readonly holds: boolean }[];
}

export interface Report extends Telling {
  title(text: string): void;
  end(): { readonly months: readonly MonthTold[]; readonly ok: boolean };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** The story as it goes, and what of it can be counted. A new file is shown by its length alone, an edit line by line. */
export function createReport(print: (text: string) => void): Report {
  const months: Mutable<MonthTold>[] = [];
  const current = (): Mutable<MonthTold> => months.at(-1) ?? { title: '', files: [], claims: [] };
  return {
    title(text) {
      months.push({ title: text, files: [], claims: [] });
      print(`\n${text}\n${'-'.repeat(text.length)}`);
    },
    say: (sentence) => print(`  ${sentence}`),
    quote(command, text) {
      print(`  $ ${command}`);
      for (const line of text.trimEnd().split('\n')) print(`    ${line}`);
    },
    files(changes) {
      for (const change of changes) {
        const { path, added, removed } = change;
        current().files.push({ path, added: added.length, removed: removed.length });
        print(change.isNew ? `  ${path}  new, ${added.length} lines` : `  ${path}  +${added.length} -${removed.length}`);
        if (!change.isNew) for (const line of linesOf(change)) print(`    ${line}`);
      }
    },
    hold(claim, holds) {
      current().claims.push({ claim, holds });
      print(`  ${holds ? 'holds ' : 'FAILS '} ${claim}`);
    },
    end: () => ({ months, ok: months.every(({ claims }) => claims.every(({ holds }) => holds)) }),
  };
}

const linesOf = ({ added, removed }: FileChange): string[] => [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
