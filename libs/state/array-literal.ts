/** One value of a row. */
export type Cell = string | number | boolean | null;

const SPECIAL = /["\\]/g;

/** The array as Postgres reads it in text, such as `{"a","say \"b\"",NULL,3}`: strings are always quoted, so that NULL and blanks are safe. */
export function arrayLiteral(cells: readonly Cell[]): string {
  let text = '';
  for (const cell of cells) text += text === '' ? literal(cell) : `,${literal(cell)}`;
  return `{${text}}`;
}

function literal(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell !== 'string') return String(cell);
  // Looking first is cheaper than replacing: few texts hold either.
  return cell.includes('"') || cell.includes('\\') ? `"${cell.replace(SPECIAL, '\\$&')}"` : `"${cell}"`;
}
