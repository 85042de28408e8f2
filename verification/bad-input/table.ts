import type { Drill } from './drill.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').slice(0, 200);

/** The drill as a table in Markdown. Numbers of tickets differ from run to run and are left out. */
export function tableOf({ rows }: Drill): string {
  const lines = rows.map(
    ({ what, answer, where, reason }) => `| ${[what, answer, where.replace(/ INC\d+/, ''), reason].map(cell).join(' | ')} |`,
  );
  return ['| input | answer | where it ended | reason |', '|---|---|---|---|', ...lines, ''].join('\n');
}
