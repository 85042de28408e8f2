/** YAML texts -> workspace, with every problem found and where it stands. Pure: the caller reads the files. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type DocPath, fieldText, type Locate, type Problem } from './problem.ts';
import { type Flow, flowSchema } from './schema/flow.ts';
import { type FlowTest, flowTestSchema } from './schema/flow-test.ts';
import { schemaProblem } from './schema/issue.ts';
import { type System, systemSchema } from './schema/system.ts';

/** A parsed document with the file it came from. `locate` finds a value's line and column in it. */
export interface Sourced<T> {
  readonly file: string;
  readonly value: T;
  readonly locate: Locate;
}

export interface Workspace {
  readonly systems: readonly Sourced<System>[];
  readonly flows: readonly Sourced<Flow>[];
}

const maxFileLength = 1_000_000;

type Parsed = { readonly doc: Document; readonly locate: Locate };

function locator(doc: Document, lines: LineCounter): Locate {
  return (path) => {
    for (let length = path.length; length >= 0; length--) {
      const parent = length === 0 ? undefined : doc.getIn(path.slice(0, length - 1), true);
      const key = path[length - 1];
      const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
      const node =
        length === path.length && isNode(doc.getIn(path, true))
          ? doc.getIn(path, true)
          : (pair?.key ?? doc.getIn(path.slice(0, length), true));
      if (isNode(node) && node.range) {
        const at = lines.linePos(node.range[0]);
        return { line: Math.max(at.line, 1), column: Math.max(at.col, 1) };
      }
    }
    return { line: 1, column: 1 };
  };
}

function readYaml(file: string, text: string, problems: Problem[]): Parsed | null {
  const refuse = (message: string, hint: string | null, line = 1, column = 1): null => {
    problems.push({ rule: 'workspace.yaml', file, line, column, field: '', message, expected: 'YAML', hint, severity: 'error' });
    return null;
  };
  if (text.length > maxFileLength) return refuse(`longer than ${maxFileLength} characters`, 'split it into several files');
  const lines = new LineCounter();
  let doc: Document;
  try {
    doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  } catch (error) {
    return refuse(`can't be read: ${error instanceof Error ? error.message : String(error)}`, 'look for very deep nesting');
  }
  for (const error of doc.errors) {
    const at = lines.linePos(error.pos[0]);
    refuse(error.message, error.code === 'DUPLICATE_KEY' ? 'keep one of the two' : null, at.line, at.col);
  }
  return doc.errors.length > 0 ? null : { doc, locate: locator(doc, lines) };
}

function validate<T>(file: string, { doc, locate }: Parsed, schema: z.ZodType<T>, problems: Problem[]): Sourced<T> | null {
  let data: unknown;
  try {
    data = doc.toJS({ maxAliasCount: 50 });
  } catch (error) {
    const message = `can't be read: ${error instanceof Error ? error.message : String(error)}`;
    problems.push({
      rule: 'workspace.yaml',
      file,
      line: 1,
      column: 1,
      field: '',
      message,
      expected: null,
      hint: 'use fewer aliases',
      severity: 'error',
    });
    return null;
  }
  const result = schema.safeParse(data);
  if (result.success) return { file, value: result.data, locate };
  for (const issue of result.error.issues) {
    for (const found of schemaProblem(issue, schema, data)) {
      const path: DocPath = found.path;
      problems.push({
        rule: found.rule,
        file,
        ...locate(path),
        field: fieldText(path),
        message: found.message,
        expected: found.expected,
        hint: found.hint,
        severity: 'error',
      });
    }
  }
  return null;
}

/** One `flow.test.yaml`; null, with the problems, when it is not one. */
export function parseFlowTest(file: string, text: string): { test: Sourced<FlowTest> | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const parsed = readYaml(file, text, problems);
  return { test: parsed === null ? null : validate(file, parsed, flowTestSchema, problems), problems: inOrder(problems) };
}

/**
 * Reads `systems/*.yaml` and `flows/<name>/flow.yaml`; other files are left alone. Documents with problems are left out of the
 * workspace, and all problems of all files are returned, in file and line order.
 */
export function parseWorkspace(files: Readonly<Record<string, string>>): { workspace: Workspace; problems: Problem[] } {
  const problems: Problem[] = [];
  const systems: Sourced<System>[] = [];
  const flows: Sourced<Flow>[] = [];
  for (const file of Object.keys(files).sort()) {
    const isSystem = /(^|\/)systems\/[^/]+\.ya?ml$/.test(file);
    const isFlow = /(^|\/)flows\/[^/]+\/flow\.ya?ml$/.test(file);
    if (!isSystem && !isFlow) continue;
    const parsed = readYaml(file, files[file] ?? '', problems);
    if (parsed === null) continue;
    if (isSystem) {
      const system = validate(file, parsed, systemSchema, problems);
      if (system !== null) systems.push(system);
    } else {
      const flow = validate(file, parsed, flowSchema, problems);
      if (flow !== null) flows.push(flow);
    }
  }
  return { workspace: { systems, flows }, problems: inOrder(problems) };
}

/** By file, line and column. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
}
