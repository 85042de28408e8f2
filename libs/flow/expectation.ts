/** Compares what a flow made of recorded input with what its test expects. Pure; knows nothing of how it was run. */
import type { FlowTestCase } from './schema/flow-test.ts';

/** What one case really came to. */
export interface CaseResult {
  readonly deliveries: readonly {
    readonly key: string;
    readonly episode: number;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly rule: string | null;
  }[];
  readonly texts: readonly { readonly audience: string; readonly text: string }[];
  readonly parked: readonly { readonly code: string; readonly field: string | null; readonly reason: string }[];
  readonly unchanged: number;
}

/** Every difference in one sentence; empty when the case holds. */
export function differences({ expect }: FlowTestCase, result: CaseResult): string[] {
  const found: string[] = [];
  for (const [i, wanted] of expect.deliveries.entries()) {
    const real = result.deliveries[i];
    const at = `delivery ${i + 1}`;
    if (real === undefined) {
      found.push(`${at} is missing: ${short(wanted)}`);
      continue;
    }
    if (wanted.key !== undefined && wanted.key !== real.key) found.push(differs(at, 'key', wanted.key, real.key));
    if (wanted.episode !== undefined && wanted.episode !== real.episode) found.push(differs(at, 'episode', wanted.episode, real.episode));
    if (wanted.rule !== undefined && wanted.rule !== real.rule) found.push(differs(at, 'rule', wanted.rule, real.rule));
    for (const [name, value] of Object.entries(wanted.fields))
      if (!same(value, real.fields[name])) found.push(differs(at, name, value, real.fields[name]));
  }
  for (const [i, real] of result.deliveries.entries())
    if (i >= expect.deliveries.length) found.push(`delivery ${i + 1} was not expected: ${short({ key: real.key, fields: real.fields })}`);
  if (expect.texts !== undefined) found.push(...textDifferences(expect.texts, result.texts));
  found.push(...parkedDifferences(expect.parked, result.parked));
  if (expect.unchanged !== undefined && expect.unchanged !== result.unchanged)
    found.push(differs('the case', 'unchanged', expect.unchanged, result.unchanged));
  return found;
}

function textDifferences(wanted: NonNullable<FlowTestCase['expect']['texts']>, real: CaseResult['texts']): string[] {
  const found: string[] = [];
  for (const [i, { audience, text }] of wanted.entries()) {
    const at = `text ${i + 1}`;
    if (real[i] === undefined) found.push(`${at} is missing: ${short(text)}`);
    else if (audience !== real[i].audience) found.push(differs(at, 'audience', audience, real[i].audience));
    else if (!real[i].text.includes(text)) found.push(differs(at, 'text', text, real[i].text));
  }
  return [...found, ...real.slice(wanted.length).map((each, i) => `text ${wanted.length + i + 1} was not expected: ${short(each)}`)];
}

function parkedDifferences(wanted: FlowTestCase['expect']['parked'], real: CaseResult['parked']): string[] {
  const found: string[] = [];
  const left = [...real];
  for (const each of wanted) {
    const at = left.findIndex(({ code, field }) => code === each.code && (each.field === undefined || each.field === field));
    if (at >= 0) left.splice(at, 1);
    else found.push(`nothing was parked with code ${each.code}${each.field === undefined ? '' : ` at ${each.field}`}`);
  }
  return [
    ...found,
    ...left.map(({ code, field, reason }) => `parked and not expected: ${code}${field === null ? '' : ` at ${field}`}: ${reason}`),
  ];
}

/** Structural; a text that YAML would read as a number has to be quoted in the test, as anywhere in YAML. */
function same(wanted: unknown, real: unknown): boolean {
  if (wanted === null) return real === null || real === undefined;
  return sorted(wanted) === sorted(real);
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'nothing';

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
};

const differs = (at: string, what: string, wanted: unknown, real: unknown): string =>
  `${at}, ${what}: expected ${short(wanted)}, was ${short(real)}`;
