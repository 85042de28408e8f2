import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import {
  type CaseResult,
  type CompiledWorkspace,
  differences,
  type Flow,
  type FlowTest,
  type FlowTestCase,
  type Problem,
  parseFlowTest,
  type Sourced,
} from '#libs/flow';
import { CodecError } from '#libs/model';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';

export interface CaseEnd {
  readonly name: string;
  /** Empty: it holds. */
  readonly differences: readonly string[];
}

/** How a flow's test went, and what of the flow no case touched. */
export interface FlowTestEnd {
  readonly flow: string;
  readonly file: string;
  readonly cases: readonly CaseEnd[];
  readonly problems: readonly Problem[];
  readonly untouchedRows: readonly string[];
  readonly untouchedRules: readonly string[];
}

interface Touched {
  readonly rows: Set<string>;
  readonly rules: Set<string>;
}

const firstAt = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;

/** Runs the `flow.test.yaml` beside a flow; null when there is none. */
export async function testFlow(dir: string, flow: Sourced<Flow>, workspace: CompiledWorkspace): Promise<FlowTestEnd | null> {
  const file = join(dirname(flow.file), 'flow.test.yaml').split(sep).join('/');
  const path = resolve(dir, file);
  if (!existsSync(path)) return null;
  const { name } = flow.value.metadata;
  const { test, problems } = parseFlowTest(file, readFileSync(path, 'utf8'));
  const touched: Touched = { rows: new Set(), rules: new Set() };
  const cases: CaseEnd[] = [];
  for (const each of test?.value.spec.cases ?? []) {
    const run = (): Promise<CaseResult> => runCase(dirname(path), flow.value, workspace, test?.value, each, touched);
    cases.push({ name: each.name, differences: await run().then((result) => differences(each, result), misfit) });
  }
  const { map, route } = flow.value.spec;
  return {
    ...{ flow: name, file, cases, problems },
    untouchedRows: map.flatMap(({ to }) => (touched.rows.has(to) ? [] : [to])),
    untouchedRules: route.flatMap((rule) => (touched.rules.has(rule.name) ? [] : [rule.name])),
  };
}

async function runCase(
  folder: string,
  flow: Flow,
  workspace: CompiledWorkspace,
  test: FlowTest | undefined,
  { given, name }: FlowTestCase,
  touched: Touched,
): Promise<CaseResult> {
  // The connectors are loaded when they are needed, since that takes longer than most verbs.
  const { createRehearsal } = await import('#services/all-in-one');
  const rehearsal = createRehearsal(workspace, test?.spec.context ?? {});
  const result = { deliveries: [], texts: [], parked: [], unchanged: 0 } as {
    deliveries: CaseResult['deliveries'][number][];
    texts: CaseResult['texts'][number][];
    parked: CaseResult['parked'][number][];
    unchanged: number;
  };
  let at = firstAt;
  for (const [i, input] of given.entries()) {
    at = input.at === undefined ? at + minute : Date.parse(input.at);
    const fed = rehearsal.feed(recorded(folder, flow, `${name}, given ${i + 1}`, input, at));
    for (const delivery of fed.deliveries.filter((each) => each.flow === flow.metadata.name)) {
      const rule = decided(delivery.explanation);
      for (const [to, value] of Object.entries(delivery.fields)) if (value !== null) touched.rows.add(to);
      for (const to of extras(delivery.fields)) touched.rows.add(to);
      if (rule !== null) touched.rules.add(rule);
      result.deliveries.push({ key: delivery.targetKey, episode: delivery.episode, fields: delivery.fields, rule });
    }
    for (const { audience, text } of fed.texts.filter((each) => each.flow === flow.metadata.name)) result.texts.push({ audience, text });
    for (const { code, evidence, flow: only } of fed.parked)
      if (only === undefined || only === flow.metadata.name)
        result.parked.push({ code, field: evidence.field ?? null, reason: evidence.message });
    result.unchanged += fed.unchanged.filter((each) => each.flow === flow.metadata.name).length;
  }
  return result;
}

/** Context that its model refuses: the step would have found nothing of the kind. */
function misfit(error: unknown): string[] {
  if (error instanceof CodecError) return [`the context given does not fit its model: ${error.message}`];
  throw error;
}

/** Rows may fill single texts of an open map: `extra.<key>`. */
function extras(fields: Readonly<Record<string, unknown>>): string[] {
  const { extra } = fields;
  return typeof extra === 'object' && extra !== null ? Object.keys(extra).map((key) => `extra.${key}`) : [];
}

/** The rule that matched: routing explains every rule up to it. */
function decided(explanation: readonly { readonly rule: string; readonly why: string }[]): string | null {
  return explanation.findLast(({ why }) => why.startsWith('matched'))?.rule ?? null;
}

function recorded(folder: string, flow: Flow, where: string, input: FlowTestCase['given'][number], at: number) {
  const { webhook, topic } = input;
  if ((webhook === undefined) === (topic === undefined)) throw wrong(where, 'exactly one of webhook and topic is given');
  const given = webhook ? { inline: webhook.body, file: webhook.file } : { inline: topic?.value, file: topic?.file };
  if ((given.inline === undefined) === (given.file === undefined))
    throw wrong(where, 'the content stands either here or in a file beside the test');
  const body = given.file === undefined ? Buffer.from(JSON.stringify(given.inline)) : readBeside(folder, given.file, where);
  return {
    system: flow.spec.source.system,
    channel: webhook ? ('webhook' as const) : ('topic' as const),
    headers: webhook?.headers ?? {},
    key: topic?.key ?? null,
    ...{ body, at },
  };
}

function readBeside(folder: string, file: string, where: string): Buffer {
  const path = resolve(folder, file);
  if (relative(folder, path).startsWith('..')) throw wrong(where, `${file} lies outside the folder of the flow`);
  try {
    return readFileSync(path);
  } catch {
    throw wrong(where, `${file} can not be read`);
  }
}

const wrong = (where: string, what: string): CliError =>
  new CliError(exitCodes.failed, `${where}: ${what}`, 'see docs/how-to/test-a-flow.md');
