import { compileExpression } from '../cel.ts';
import { type Field, type Fields, type FieldType, typeText } from '../fields.ts';
import { splitTarget } from '../map.ts';
import type { Models } from '../models.ts';
import { compileSource, compileTemplate } from '../operand.ts';
import type { Flow, Row } from '../schema/flow.ts';
import { suggestion } from '../suggest.ts';
import type { Report } from './report.ts';

/** Fields of a target that Junctor keeps for itself. */
const ours = new Set(['meta', 'context']);

/** An open map takes any value under a key of it, as text; whole fields are typed. */
function targetField(target: Fields, to: string): Field | 'text of an open map' | undefined {
  const { field, key } = splitTarget(to);
  const found = Object.hasOwn(target, field) && !ours.has(field) ? target[field] : undefined;
  if (key === null) return found;
  return found?.type.kind === 'map' ? 'text of an open map' : undefined;
}

export function checkMapping({ spec }: Flow, models: Models, report: Report): void {
  const target = models.fields(spec.target.model);
  const source = models.fields(spec.source.model);
  const seen = new Set<string>();
  for (const [i, row] of spec.map.entries()) {
    const at = ['spec', 'map', i] as const;
    const given = [row.from, row.value, row.expr].filter((text) => text !== undefined).length;
    if (given !== 1)
      report('flow.map.source', at, { message: `row '${row.to}' names ${given} sources`, expected: 'exactly one of from, value, expr' });
    if (row.reason === undefined)
      report('flow.map.reason', at, { message: `row '${row.to}' gives no business reason`, hint: 'add reason: ...' });
    if (seen.has(row.to)) report('flow.map.target', [...at, 'to'], { message: `another row fills '${row.to}' already`, hint: 'keep one' });
    seen.add(row.to);
    if (target === undefined) continue;
    const field = targetField(target, row.to);
    if (field === undefined) {
      const known = Object.keys(target).filter((name) => !ours.has(name));
      report('flow.map.target', [...at, 'to'], {
        message: `${spec.target.model} has no field '${row.to}' to fill`,
        expected: known.join(', '),
        hint: suggestion(row.to, known),
      });
    } else if (field !== 'text of an open map' && source !== undefined && given === 1)
      checkType(row, i, field, spec.source.model, source, report);
  }
}

const celTypes: Readonly<Record<string, FieldType>> = {
  string: { kind: 'string' },
  int: { kind: 'int' },
  double: { kind: 'double' },
  bool: { kind: 'bool' },
};

/** What an expression gives, as far as its engine can tell: of a list it knows that it is one, but seldom of what. */
function givenBy(type: string, target: FieldType): FieldType | null {
  if (type.startsWith('map')) return { kind: 'map' };
  if (type.startsWith('list')) return target.kind === 'list' ? target : { kind: 'list', of: { kind: 'string' } };
  return celTypes[type] ?? null;
}

/** Type of what a row reads, before its value map; null when that is reported elsewhere or can't be told. */
function sourceType(row: Row, target: FieldType, model: string, source: Fields): FieldType | null {
  if (row.from !== undefined) {
    const compiled = compileSource(row.from, source);
    return compiled.ok ? compiled.value.type : null;
  }
  if (row.expr !== undefined) {
    const compiled = compileExpression(row.expr, model, source);
    return compiled.ok ? givenBy(compiled.value.type, target) : null;
  }
  return { kind: 'string' };
}

function checkType(row: Row, i: number, target: Field, model: string, source: Fields, report: Report): void {
  const key = row.from !== undefined ? 'from' : row.expr !== undefined ? 'expr' : 'value';
  const at = ['spec', 'map', i, key] as const;
  const { type } = target;
  if (row.value !== undefined && row.valueMap === undefined) {
    const template = compileTemplate(row.value, source);
    if (template.ok && template.value.constant && type.kind === 'enum' && !type.values.includes(row.value)) {
      report('flow.map.type', at, {
        message: `'${row.value}' is not a ${row.to}`,
        expected: typeText(type),
        hint: suggestion(row.value, type.values),
      });
      return;
    }
    if (template.ok && template.value.constant && type.kind === 'enum') return;
  }
  const from = row.valueMap === undefined ? sourceType(row, type, model, source) : ({ kind: 'string' } as const);
  if (from === null || fits(from, type) || (row.valueMap !== undefined && type.kind === 'enum')) return;
  report('flow.map.type', at, {
    message: `${typeText(from)} does not fit '${row.to}', which is ${typeText(type)}`,
    expected: typeText(type),
    hint: type.kind === 'enum' ? 'translate it with a valueMap' : null,
  });
}

function fits(from: FieldType, to: FieldType): boolean {
  if (from.kind === 'enum') return to.kind === 'string' || (to.kind === 'enum' && from.values.every((value) => to.values.includes(value)));
  if (from.kind === 'list') return to.kind === 'list' && fits(from.of, to.of);
  if (from.kind === 'record') return to.kind === 'record' && Object.keys(from.fields).join() === Object.keys(to.fields).join();
  return from.kind === to.kind || (from.kind === 'int' && to.kind === 'double');
}
