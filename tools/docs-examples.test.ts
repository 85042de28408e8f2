/** What the documentation shows is run: the files of the tutorial, its alert on its way to the ticket, and every command by name. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { registry } from '#connectors';
import { type CompiledWorkspace, checkWorkspace, compileWorkspace, explainFlow, foldFor, parseWorkspace } from '#libs/flow';
import type { Contribution, Event, Raw } from '#libs/model';
import type { Decision, Message } from '#libs/stage';
import { connectorFacts, settingsProblems } from '#libs/workspace';
import { createProgram } from '../cli/program.ts';
import { captured } from '../services/ingest/ingest.ts';
import { createRoute } from '../services/route/route.ts';
import { createTransform } from '../services/transform/transform.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const tutorial = read('docs/tutorial/first-flow.md');

function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** Files that a page shows, by the path in their first line. */
function filesOf(page: string): Record<string, string> {
  return Object.fromEntries(
    blocks(page, 'yaml').flatMap((text) => {
      const path = /^# file: (\S+)\n/.exec(text)?.[1];
      return path === undefined ? [] : [[path, text] as const];
    }),
  );
}

function problemsOf(files: Record<string, string>): string[] {
  const { workspace, problems } = parseWorkspace(files);
  return [...problems, ...settingsProblems(registry, workspace), ...checkWorkspace(workspace, connectorFacts(registry, workspace))].map(
    ({ file, line, message, rule }) => `${file}:${line} ${message} [${rule}]`,
  );
}

const envelope = { partition: 0, headers: {}, revision: null, traceparent: null, trail: '[]' } as const;

function message<T>(topic: string, id: string, key: string, value: T, offset: number): Message<T> {
  return { ...envelope, id, topic, key, value, offset: BigInt(offset), timestamp: Date.parse('2026-03-02T10:00:00Z') };
}

function outputOf<T>(decision: Decision, topic: string): T {
  const output = decision.kind === 'emit' ? decision.outputs.find((each) => each.topic === topic) : undefined;
  if (output === undefined) throw new Error(`no output to ${topic}: ${JSON.stringify(decision)}`);
  return output.value as T;
}

/** Takes a post of Alertmanager through ingest, transform and route, as the services do; nothing is enriched. */
function travel(workspace: CompiledWorkspace, post: string, offset: number): Contribution | Decision {
  const connector = registry.get('alertmanager');
  const settings = connector.settings.parse(workspace.systems.get('monitoring')?.settings);
  const [event] = connector.webhook?.parse({}, Buffer.from(post), settings) ?? [];
  if (event === undefined) throw new Error('the post holds no alert');
  const capture = { system: 'monitoring', channel: 'webhook' as const, receivedAt: 0, revision: workspace.revision };
  const raw = captured(event, capture);
  const transformed = createTransform(() => workspace)(message('junctor.raw.v1', raw.id, raw.key, raw.value as Raw, offset));
  if (transformed.kind !== 'emit') return transformed;
  const canonical = outputOf<Event>(transformed, 'junctor.canonical.event.v1');
  const routed = createRoute(() => workspace)(message('junctor.enriched.event.v1', canonical.meta.id, raw.key, canonical, offset));
  return outputOf<Contribution>(routed, 'junctor.delivery.v1');
}

describe('the tutorial', () => {
  const files = filesOf(tutorial);
  const [alert = ''] = blocks(tutorial, 'json');
  const [shown = ''] = blocks(tutorial, 'text');
  const workspace = compileWorkspace(parseWorkspace(files).workspace, 'r1');

  it('has a system on either end and a flow', () => {
    expect(Object.keys(files)).toEqual(['systems/monitoring.yaml', 'systems/tickets.yaml', 'flows/alerts-to-tickets/flow.yaml']);
  });

  it('passes junctor check without a warning, and reads in plain words', () => {
    expect(problemsOf(files)).toEqual([]);
    const [flow] = parseWorkspace(files).workspace.flows;
    expect(flow && explainFlow(flow.value)).toContain('All events of one cause become one incident');
  });

  it('finds the slip that it proposes', () => {
    const slip = {
      ...files,
      'flows/alerts-to-tickets/flow.yaml': files['flows/alerts-to-tickets/flow.yaml']?.replace('from: severity', 'from: severty') ?? '',
    };
    expect(problemsOf(slip).join('\n')).toContain('flows/alerts-to-tickets/flow.yaml:');
  });

  it('leads from the alert to the ticket that it shows, to a repeat without effect, and to the resolved ticket', () => {
    const first = travel(workspace, alert, 0) as Contribution;
    const fold = foldFor(first.pattern);
    const opened = fold(null, first);
    const ticket = JSON.parse(shown) as { key: string; record: unknown };
    expect(first.targetKey).toBe(ticket.key);
    expect(opened.result).toMatchObject({ kind: 'deliver', want: ticket.record });
    const repeated = fold(opened.state, travel(workspace, alert, 1) as Contribution);
    expect(repeated.result).toMatchObject({ kind: 'noop' });
    const post = alert.replaceAll('"firing"', '"resolved"').replace('0001-01-01T00:00:00Z', '2026-03-02T09:40:00Z');
    const resolved = fold(repeated.state, travel(workspace, post, 2) as Contribution);
    expect(resolved.result).toMatchObject({ kind: 'deliver', want: { status: 'resolved', resolutionNotes: 'The alert has cleared.' } });
  });

  it('parks the word that nobody has mapped, until it is mapped', () => {
    const page = alert.replace('"critical"', '"page"').replace('a1b2c3d4e5f60718', '0718a1b2c3d4e5f6');
    expect(travel(workspace, page, 3)).toMatchObject({ kind: 'review', code: 'unknown-value' });
    const path = 'systems/monitoring.yaml';
    const mapped = { ...files, [path]: files[path]?.replace('warning: medium }', 'warning: medium, page: critical }') ?? '' };
    expect(travel(compileWorkspace(parseWorkspace(mapped).workspace, 'r2'), page, 4)).toMatchObject({ rank: 4 });
  });

  it('goes to ServiceNow with another system of the same name', () => {
    const instead = blocks(tutorial, 'yaml').find((text) => text.startsWith('# instead: systems/tickets.yaml\n')) ?? '';
    expect(problemsOf({ ...files, 'systems/tickets.yaml': instead })).toEqual([]);
  });

  it('shows in the README the same alert', () => {
    const body = /--data '(\{[\s\S]*?\})'/.exec(read('README.md'))?.[1] ?? '{}';
    expect(travel(workspace, body, 5)).toMatchObject({ targetKey: 'berlin/PostgresDown', record: 'a1b2c3d4e5f60718' });
  });
});

const pages = globSync(['*.md', 'docs/{tutorial,how-to,explanation,adr}/*.md', 'docs/*.md', 'connectors/*/README.md'], {
  cwd: root,
}).sort();

describe.each(pages)('%s', (path) => {
  const page = read(path);

  it('shows only system files that pass', () => {
    const systems = Object.fromEntries(Object.entries(filesOf(page)).filter(([name]) => name.startsWith('systems/')));
    expect(problemsOf(systems)).toEqual([]);
  });

  it('names only commands that exist', () => {
    const lines = [...blocks(page, 'sh').join('\n').split('\n'), ...[...page.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)];
    expect(lines.flatMap(unknownIn)).toEqual([]);
  });
});

const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
const program = await createProgram({
  io: { out: () => undefined, err: () => undefined, env: {}, cwd: root, color: false, ask: async () => null },
  ended: () => undefined,
});

/** Scripts, verbs, options and programs of one command line that are not there. */
function unknownIn(line: string): string[] {
  const script = /\bnpm (?:run (?:--silent )?([a-z:-]+)|(start|test)\b)/.exec(line);
  const name = script?.[1] ?? script?.[2];
  const built = /\bnode dist\/(\S+)\.js/.exec(line)?.[1];
  const verbs = /\bnpx junctor ([^|`#>]*)/.exec(line)?.[1];
  return [
    ...(name === undefined || name in scripts ? [] : [`npm run ${name}`]),
    ...(built === undefined || existsSync(join(root, `${built}.ts`)) ? [] : [`node dist/${built}.js`]),
    ...(verbs === undefined ? [] : unknownVerb(verbs.trim().split(/\s+/))),
  ];
}

function unknownVerb(words: readonly string[]): string[] {
  let command: Command = program;
  let rest = words;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
    rest = rest.slice(1);
  }
  // A group may have a verb that is run when none is named; commander keeps its name to itself.
  const fallback: unknown = Reflect.get(command, '_defaultCommandName');
  const bare = rest[0] === undefined || rest[0].startsWith('-');
  const usual = command.commands.find((each) => each.name() === fallback);
  if (usual && (bare || usual.registeredArguments.length > 0)) command = usual;
  const group = command === program || command.commands.length > 0;
  const known = new Set(command.options.flatMap(({ short, long }) => [short, long]));
  const bad = words.filter((word) => word.startsWith('-') && word !== '--help' && !known.has(word));
  return [
    ...(group && words[0] !== 'help' && words[0] !== '<verb>' ? [`junctor ${words.join(' ')}`] : []),
    ...bad.map((word) => `${command.name()} ${word}`),
  ];
}

describe('the check of commands', () => {
  it.each([
    ['npx junctor review', []],
    ['npx junctor review --limit 3', []],
    ['npx junctor review nope', ['junctor review nope']],
    ['npx junctor msg show INC0010001', []],
    ['npx junctor up --workspace my-line --port 8080 --data x', []],
    ['npx junctor undo', ['junctor undo']],
    ['npx junctor explain INC0010001', []],
    ['npx junctor explain x --nope', ['decision --nope']],
    ['npx junctor msg', ['junctor msg']],
    ['npx junctor check --quick', ['check --quick']],
    ['npm run nothing', ['npm run nothing']],
    ['node dist/simulators/nobody/main.js', ['node dist/simulators/nobody/main.js']],
  ] as const)('%j', (line, findings) => {
    expect(unknownIn(line)).toEqual(findings);
  });
});
