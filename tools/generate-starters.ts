/** What `junctor init` begins with: for each connector the system file of its own page, and one call of testdata/in that becomes a record. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '#connectors';
import type { Connector } from '#libs/connector-kit';
import { parseWorkspace, type System } from '#libs/flow';
import { exampleSystem } from './generate-reference/connectors.ts';

/** Longer calls tell nobody more in a first flow. */
const longest = 8_000;

interface Sample {
  readonly file: string;
  readonly model: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Text of cli/init/starters.ts. */
export async function startersText(root: string): Promise<string> {
  const starters: unknown[] = [];
  for (const connector of connectors) {
    const [text] = Object.values(exampleSystem(root, connector.name));
    if (text === undefined) continue;
    const [system] = parseWorkspace({ 'systems/example.yaml': text }).workspace.systems;
    if (system === undefined) continue;
    const writes = await modelsWritten(connector, system.value);
    const sample = connector.webhook === undefined ? null : sampleOf(root, connector, system.value);
    if (sample !== null || writes.includes('incident'))
      starters.push({ connector: connector.name, title: connector.title, system: text, writes, sample });
  }
  return [
    '// DO NOT EDIT: generated from the pages and test data of connectors/ by tools/generate-connectors.ts',
    "import type { Starter } from './starter.ts';",
    '',
    '// biome-ignore format: texts as they stand in their files',
    `export const starters: readonly Starter[] = ${JSON.stringify(starters, null, 2)};`,
    '',
  ].join('\n');
}

async function modelsWritten(connector: Connector, { spec }: System): Promise<string[]> {
  if (connector.connect === undefined) return [];
  const context = { system: 'starter', address: 'https://destination.invalid', callTimeoutMs: 1_000, secret: () => 'unused' };
  const destination = connector.connect(connector.settings.parse(spec.settings), context);
  await destination.close();
  return Object.keys(destination.objects).sort();
}

/** The shortest call whose first record is worth a ticket: something that is wrong now, or an incident. */
function sampleOf(root: string, connector: Connector, system: System): Sample | null {
  const calls = globSync(`connectors/${connector.name}/testdata/{in/*,*.post.json}`, { cwd: root })
    .filter((path) => !/\.(expected\.json|headers)$/.test(path))
    .sort();
  const samples = calls.flatMap((path): Sample[] => {
    const body = readFileSync(join(root, path), 'utf8');
    const beside = join(root, path.replace(/\.\w+$/, '.headers'));
    const headers = existsSync(beside) ? (JSON.parse(readFileSync(beside, 'utf8')) as Record<string, string>) : {};
    const model = modelOf(connector, system, headers, body);
    return model === null || body.length > longest
      ? []
      : [{ file: /\.(\w+)$/.exec(path)?.[1] === 'txt' ? 'recorded.txt' : 'recorded.json', model, headers, body }];
  });
  const rank = ({ model, body }: Sample): number => (model === 'event' ? 0 : longest) + body.length;
  return samples.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

function modelOf(connector: Connector, { spec }: System, headers: Readonly<Record<string, string>>, body: string): string | null {
  const settings = connector.settings.parse(spec.settings);
  const events = connector.webhook?.parse(headers, Buffer.from(body), settings) ?? [];
  const [event] = events;
  if (event === undefined || events.length > 1 || event.defect !== null || event.record === null) return null;
  const map = connector.maps?.[event.format];
  const made = map?.(event.body, spec.valueMaps, { ...event.attributes, receivedAt: '1767225600000' }, settings);
  if (made?.kind !== 'mapped') return null;
  if (made.model === 'event') return made.value.status === 'firing' && made.value.severity !== 'info' ? 'event' : null;
  return made.model === 'incident' ? 'incident' : null;
}
