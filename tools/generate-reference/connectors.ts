import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '#connectors';
import type { Connector, FailureRow, TargetObject } from '#libs/connector-kit';
import { parseWorkspace } from '#libs/flow';
import { fieldsOf, schemaOf } from '#libs/workspace';
import { code, type Page, prose, table } from './markdown.ts';

const classes: Readonly<Record<string, string>> = {
  upsert: 'doing it twice is doing it once',
  key: 'the destination recognises our key',
  searchable: 'the destination can be asked whether it was done',
  none: "it can't be asked; a possible duplicate is counted",
};

/** The system file that a connector's own page shows, without the indentation of the list it stands in. */
export function exampleSystem(root: string, connector: string): Readonly<Record<string, string>> {
  const path = join(root, 'connectors', connector, 'README.md');
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const blocks = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)];
  const [, indent = '', text] = blocks.find(([, , block]) => block?.includes('kind: System')) ?? [];
  return text === undefined ? {} : { [`systems/example-of-${connector}.yaml`]: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
}

/** Settings by connector: those of the demo workspace, else of the connector's page. What it can write is only known once it is made. */
function knownSettings(root: string): ReadonlyMap<string, unknown> {
  const files = Object.fromEntries(
    globSync('systems/*.yaml', { cwd: root }).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
  );
  const settingsIn = (sources: Readonly<Record<string, string>>) =>
    parseWorkspace(sources).workspace.systems.map(({ value }) => [value.spec.connector, value.spec.settings] as const);
  const examples = connectors.flatMap(({ name }) => settingsIn(exampleSystem(root, name)));
  return new Map([...examples, ...settingsIn(files)]);
}

async function writes(connector: Connector, settings: unknown): Promise<string[]> {
  if (connector.connect === undefined) return [];
  if (settings === undefined)
    throw new Error(
      `neither the demo workspace nor connectors/${connector.name}/README.md has a system of it: what it writes can't be shown`,
    );
  const context = { system: 'reference', address: 'https://destination.invalid', callTimeoutMs: 1_000, secret: () => 'unused' };
  const destination = connector.connect(connector.settings.parse(settings), context);
  const rows = Object.entries(destination.objects).flatMap(([model, object]) =>
    object === undefined
      ? []
      : [
          [
            code(model),
            `${object.create} (${classes[object.create]})`,
            `${object.update} (${classes[object.update]})`,
            `${object.consistencyDelayMs} ms`,
            textsOf(object),
          ],
        ],
  );
  await destination.close();
  return ['Writes:', '', ...table(['model', 'create', 'update', '"not found" counts after', 'texts that can be added'], rows)];
}

/** Who can be told something in the records, and whether it can be found again after its answer was lost. */
function textsOf({ append = {} }: TargetObject): string {
  const kinds = Object.entries(append).map(([audience, { idempotency }]) => `${audience}: ${idempotency} (${classes[idempotency]})`);
  return kinds.length === 0 ? 'none' : kinds.join('; ');
}

function reads({ webhook, topic, maps }: Connector): string[] {
  const ways = [
    ...(webhook === undefined
      ? []
      : [
          `a webhook at \`/in/<system>\` (answers ${webhook.answers.accepted.status} when accepted, ${webhook.answers.comeAgain.status} to make the sender come again)`,
        ]),
    ...(topic === undefined ? [] : ["records of the source's own Kafka topic"]),
  ];
  if (ways.length === 0) return [];
  const formats = Object.keys(maps ?? {})
    .map(code)
    .join(', ');
  return [`Reads ${ways.join(' and ')}. Formats: ${formats}.`, ''];
}

function failures(rows: readonly FailureRow[]): string[] {
  if (rows.length === 0) return [];
  const head = ['status', 'and the answer holds', 'class', 'scope', 'meaning'];
  const cells = rows.map((row) => [
    [row.status ?? 'any'].flat().join(', '),
    code(row.bodyIncludes ?? (row.header === undefined ? '' : `${row.header.name}: ${row.header.includes}`)),
    row.class,
    row.scope,
    prose(row.waitSeconds === undefined ? row.meaning : `${row.meaning}; again after ${row.waitSeconds} s where it names no time`),
  ]);
  return [
    'What its answers mean; the first row that matches counts, and what no row matches is classified by its status:',
    '',
    ...table(head, cells),
  ];
}

function settingsTable(connector: Connector): string[] {
  const fields = fieldsOf(schemaOf(connector.settings));
  if (fields.length === 0) return ['It has no settings.', ''];
  const rows = fields.map(({ path, type, required, fallback, description }) => [
    code(path),
    prose(type),
    required ? 'yes' : '',
    code(fallback),
    prose(description),
  ]);
  return ['Settings:', '', ...table(['setting', 'takes', 'must be there', 'default', 'meaning'], rows)];
}

/** Every connector of the registry. */
export async function connectorsPage(root: string): Promise<Page> {
  const demo = knownSettings(root);
  const readmes = new Set(globSync('connectors/*/README.md', { cwd: root }).map((path) => path.split('/')[1]));
  const body = ['A system file names its connector in `spec.connector` and gives the settings of that connector in `spec.settings`.', ''];
  for (const connector of connectors) {
    const { name, title } = connector;
    body.push(
      `## ${name}`,
      '',
      `${prose(title)}.${readmes.has(name) ? ` [Set-up and mapping](../../connectors/${name}/README.md).` : ''}`,
      '',
    );
    body.push(
      ...reads(connector),
      ...settingsTable(connector),
      ...(await writes(connector, demo.get(name))),
      ...failures(connector.failures ?? []),
    );
  }
  return { file: 'connectors.md', title: 'Connectors', from: 'connectors/', body };
}
