import type { Flow, Row } from '#libs/flow';
import { type Colors, plain, table } from '../output.ts';

/** One decision of a flow about one record. */
export interface Decision {
  readonly flow: string;
  readonly record: string;
  readonly targetSystem: string;
  readonly targetKey: string;
  readonly explanation: readonly { readonly rule: string; readonly why: string }[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The decision in words: whether the flow took it, what names the ticket, which rule decided, what was filled from where and why. */
export function decisionLines(decision: Decision, flow: Flow | null, colors: Colors): string[] {
  const { record, targetSystem, targetKey, explanation, fields } = decision;
  const [took, ...rules] = explanation;
  const named = flow === null ? '' : `, named by ${flow.spec.correlate.join(', ')}`;
  return [
    colors.bold(plain(`flow ${decision.flow} took ${record}`, 500)),
    `  because: ${plain(took?.why ?? 'every record of the source', 500)}`,
    `  ticket: ${plain(`${targetKey} at ${targetSystem}${named}`, 500)}`,
    ...rules.map(({ rule, why }) => `  rule ${plain(rule)}: ${plain(why, 500)}`),
    '',
    ...table(['  FIELD', 'VALUE', 'FROM', 'WHY'], rowsOf(fields, flow), colors),
  ];
}

function rowsOf(fields: Readonly<Record<string, unknown>>, flow: Flow | null): string[][] {
  const rows = new Map(flow?.spec.map.map((row) => [row.to, row]));
  return Object.entries(fields).flatMap(([name, value]) => {
    const inner = name === 'extra' && typeof value === 'object' && value !== null ? Object.entries(value) : null;
    const shown = inner?.map(([key, text]) => [`extra.${key}`, text] as const) ?? [[name, value] as const];
    return shown.map(([to, text]) => {
      const row = rows.get(to);
      const given = typeof text === 'string' ? text : (JSON.stringify(text) ?? '');
      return [`  ${to}`, plain(given, 80), row === undefined ? 'the episode' : plain(sourceOf(row), 80), row?.reason ?? ''];
    });
  });
}

function sourceOf({ from, value, expr, valueMap }: Row): string {
  const source = from ?? expr ?? `"${value ?? ''}"`;
  return valueMap === undefined ? source : `${source} through ${valueMap}`;
}
