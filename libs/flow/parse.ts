/** YAML texts -> workspace, with every problem found and where it stands. Pure: the caller reads the files. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { OwnModel } from './own-model.ts';
import { parseModel } from './parse-model.ts';
import { type Locate, type Problem, problemOf } from './problem.ts';
import { type Flow, flowSchema } from './schema/flow.ts';
import { type FlowTest, flowTestSchema } from './schema/flow-test.ts';
import { schemaProblem } from './schema/issue.ts';
import { type System, systemSchema } from './schema/system.ts';
import { type Waivers, waiversSchema } from './schema/waivers.ts';

/** A parsed document with the file it came from. `locate` finds a value's line and column in it. */
export interface Sourced<T> {
  readonly file: string;
  readonly value: T;
  readonly locate: Locate;
}

export interface Workspace {
  readonly systems: readonly Sourced<System>[];
  readonly flows: readonly Sourced<Flow>[];
  readonly waivers: readonly Sourced<Waivers>[];
  /** Files that are there and could not be read: what they hold is not missing. */
  readonly unread: readonly string[];
  /** Models of its own. */
  readonly models: readonly Sourced<OwnModel>[];
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
    problems.push(problemOf('workspace.yaml', file, { line, column, path: [] }, { message, hint }));
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

/** What the document holds; undefined, with the problem, when that can't be worked out. */
function dataOf(file: string, { doc }: Parsed, problems: Problem[]): unknown {
  try {
    return doc.toJS({ maxAliasCount: 50 });
  } catch (error) {
    const message = `can't be read: ${error instanceof Error ? error.message : String(error)}`;
    problems.push(problemOf('workspace.yaml', file, { line: 1, column: 1, path: [] }, { message, hint: 'use fewer aliases' }));
    return undefined;
  }
}

function validate<T>(file: string, parsed: Parsed, schema: z.ZodType<T>, problems: Problem[]): Sourced<T> | null {
  const { locate } = parsed;
  const data = dataOf(file, parsed, problems);
  if (data === undefined) return null;
  const result = schema.safeParse(data);
  if (result.success) return { file, value: result.data, locate };
  for (const issue of result.error.issues) {
    for (const { rule, path, ...found } of schemaProblem(issue, schema, data))
      problems.push(problemOf(rule, file, { ...locate(path), path }, found));
  }
  return null;
}

function readModel(file: string, text: string, problems: Problem[]): Sourced<OwnModel>[] {
  const parsed = readYaml(file, text, problems);
  if (parsed === null) return [];
  const { locate } = parsed;
  const result = parseModel(file, dataOf(file, parsed, problems));
  if (result.ok) return [{ file, value: result.model, locate }];
  const { path, finding } = result;
  problems.push(problemOf('workspace.value', file, { ...locate(path), path }, finding));
  return [];
}

/** One `flow.test.yaml`; null, with the problems, when it is not one. */
export function parseFlowTest(file: string, text: string): { test: Sourced<FlowTest> | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const parsed = readYaml(file, text, problems);
  return { test: parsed === null ? null : validate(file, parsed, flowTestSchema, problems), problems: inOrder(problems) };
}

/**
 * Reads `systems/*.yaml`, `flows/<name>/flow.yaml`, `models/<name>.avsc` and `waivers.yaml`; other files are left alone. Documents with problems are left out of the
 * workspace, and all problems of all files are returned, in file and line order.
 */
export function parseWorkspace(files: Readonly<Record<string, string>>): { workspace: Workspace; problems: Problem[] } {
  const problems: Problem[] = [];
  const systems: Sourced<System>[] = [];
  const flows: Sourced<Flow>[] = [];
  const waivers: Sourced<Waivers>[] = [];
  const unread: string[] = [];
  const models: Sourced<OwnModel>[] = [];
  const read = <T>(file: string, schema: z.ZodType<T>, into: Sourced<T>[]): void => {
    const parsed = readYaml(file, files[file] ?? '', problems);
    const value = parsed === null ? null : validate(file, parsed, schema, problems);
    if (value === null) unread.push(file);
    else into.push(value);
  };
  for (const file of Object.keys(files).sort()) {
    if (/(^|\/)systems\/[^/]+\.ya?ml$/.test(file)) read(file, systemSchema, systems);
    else if (/(^|\/)flows\/[^/]+\/flow\.ya?ml$/.test(file)) read(file, flowSchema, flows);
    else if (/(^|\/)waivers\.ya?ml$/.test(file)) read(file, waiversSchema, waivers);
    else if (/(^|\/)models\/[^/]+\.avsc$/.test(file)) models.push(...readModel(file, files[file] ?? '', problems));
  }
  return { workspace: { systems, flows, waivers, unread, models }, problems: inOrder(problems) };
}

/** By file, line and column. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
}
