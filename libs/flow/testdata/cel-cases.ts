/** Runs the public cases of cel-spec that mean something in the flow language, and says of each other one why it does not. */
import { CelError, compileExpression } from '../cel.ts';
import { canonicalModels } from '../models.ts';
import { parseTextproto, type TextMessage, type TextValue } from './textproto.ts';

export interface CaseEnd {
  readonly section: string;
  readonly name: string;
  readonly expr: string;
  readonly end: 'passed' | 'failed' | 'not for us';
  /** Why it is not for us, or what came instead. */
  readonly why: string;
}

const messagesOf = (message: TextMessage | undefined, field: string): TextMessage[] =>
  (message?.get(field) ?? []).filter((value): value is TextMessage => value instanceof Map);
const textOf = (message: TextMessage, field: string): string => {
  const [value] = message.get(field) ?? [];
  return typeof value === 'string' ? value : '';
};

export function runCases(text: string): CaseEnd[] {
  return messagesOf(parseTextproto(text), 'section').flatMap((section) =>
    messagesOf(section, 'test').map((test): CaseEnd => {
      const at = { section: textOf(section, 'name'), name: textOf(test, 'name'), expr: textOf(test, 'expr') };
      const reason = notForUs(test, at.expr);
      return reason === null ? { ...at, ...judge(test, at.expr) } : { ...at, end: 'not for us', why: reason };
    }),
  );
}

/** What the flow language leaves out on purpose. */
function notForUs(test: TextMessage, expr: string): string | null {
  if (test.has('bindings') || test.has('type_env')) return 'variables of any name: a flow sees its record only, each path typed by its model';
  if (test.has('container') || /TestAllTypes|google\.protobuf|proto\.(getExt|hasExt)/.test(expr)) return 'protobuf messages: records are canonical models';
  if (test.has('unknown') || test.has('any_unknowns')) return 'partial evaluation: a field without a value is absence';
  if (test.has('disable_check') || test.has('check_only')) return 'unchecked or unevaluated expressions: everything is checked and run';
  const [value] = messagesOf(test, 'value');
  if (value?.has('uint64_value') || /\b\d+[uU]\b|\buint\(/.test(expr)) return 'unsigned numbers: no model has them';
  if (value?.has('bytes_value') || /\b[rR]?[bB][rR]?["']|bytes\(|base64/.test(expr)) return 'bytes: no model has them';
  if (value?.has('type_value') || /\btype\(/.test(expr)) return 'types as values: types are known before anything runs';
  if (value?.has('object_value') || value?.has('enum_value')) return 'protobuf messages: records are canonical models';
  if (/timestamp\(|duration\(/.test(expr)) return 'timestamps and durations: times are whole numbers of milliseconds';
  if (/optional|\.\?|\[\?|cel\.(block|iterVar)|transform(List|Map)|`|\.(exists|all|existsOne)\(\w+, \w+,/.test(expr)) return 'extensions of CEL (optional values, blocks, macros of two variables, quoted names): not taken on';
  return null;
}

function judge(test: TextMessage, expr: string): Pick<CaseEnd, 'end' | 'why'> {
  const refused = test.has('eval_error');
  const [value] = messagesOf(test, 'value');
  const wanted = value === undefined ? true : valueOf(value);
  const compiled = compileExpression(expr, 'event', canonicalModels.fields('event') ?? {});
  if (!compiled.ok) return refused ? { end: 'passed', why: '' } : { end: 'failed', why: `refused: ${compiled.problems[0]?.message ?? ''}` };
  try {
    const got = compiled.value.evaluate({});
    if (refused) return got === null ? { end: 'passed', why: '' } : { end: 'failed', why: `gave ${shown(got)}, an error was due` };
    return shown(got) === shown(wanted) ? { end: 'passed', why: '' } : { end: 'failed', why: `gave ${shown(got)} instead of ${shown(wanted)}` };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return refused ? { end: 'passed', why: '' } : { end: 'failed', why: `error: ${error.message}` };
  }
}

const word = (value: TextValue | undefined): string => (typeof value === 'object' && 'word' in value ? value.word : String(value));

function valueOf(value: TextMessage): unknown {
  for (const [field, [given]] of value) {
    if (field === 'string_value') return given;
    if (field === 'bool_value') return word(given) === 'true';
    if (field === 'null_value') return null;
    if (field === 'int64_value') return Number(word(given));
    if (field === 'double_value') return Number(word(given).replace(/^(-?)inf(inity)?$/i, '$1Infinity'));
    if (!(given instanceof Map)) continue;
    if (field === 'list_value') return messagesOf(given, 'values').map(valueOf);
    if (field === 'map_value')
      return messagesOf(given, 'entries').map((entry) => [...messagesOf(entry, 'key'), ...messagesOf(entry, 'value')].map(valueOf));
  }
  return undefined;
}

/** Comparable text: whole numbers of CEL are BigInt inside lists, maps have no order. */
function shown(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (value instanceof Map) return shownEntries([...value]);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return shownEntries(Object.entries(value));
  return JSON.stringify(value) ?? 'nothing';
}

const shownEntries = (entries: readonly (readonly [unknown, unknown])[]): string => `[${entries.map(shown).sort().join(', ')}]`;
