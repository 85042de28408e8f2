/**
 * Calls in the vendors' formats, one file each under testdata/in: what they are cut into and mapped to with the example system file of the
 * connector's page. `UPDATE_GOLDEN=1` writes what was seen; read the difference before it is committed.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { type Connector, type RequestHeaders, type SourceEvent, silentDefaults, type ValueMaps } from '#libs/connector-kit';
import { problemsOf } from '#libs/model';
import { connectors } from './index.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
/** When the calls are taken to have come. */
const receivedAt = String(Date.parse('2026-05-04T12:00:00Z'));

interface Example {
  readonly settings: unknown;
  readonly valueMaps: ValueMaps;
}

function exampleOf(name: string): Example {
  const page = readFileSync(`${root}${name}/README.md`, 'utf8');
  const blocks = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)];
  const [, indent = '', text = ''] = blocks.find(([, , block]) => block?.includes('kind: System')) ?? [];
  const { spec } = parseYaml(text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')) as { spec: Partial<Example> };
  return { settings: spec.settings ?? {}, valueMaps: spec.valueMaps ?? {} };
}

/** Headers that matter stand in a file beside the call. */
function headersOf(path: string): RequestHeaders {
  const beside = path.replace(/\.\w+$/, '.headers');
  return existsSync(beside) ? (JSON.parse(readFileSync(beside, 'utf8')) as RequestHeaders) : {};
}

const isCall = (path: string): boolean => !/\.(expected\.json|headers)$/.test(path);
const callsOf = (name: string): readonly string[] => globSync(`${root}${name}/testdata/in/*`).filter(isCall).sort();

/** What `parse` gets: as a call came, or as the connector reads it first. */
const bodies = new Map<string, Buffer>();
for (const { name, webhook } of connectors)
  for (const path of callsOf(name)) {
    const body = readFileSync(path);
    bodies.set(path, (await webhook?.read?.(headersOf(path), body, {})) ?? body);
  }

function cut(connector: Connector, path: string, settings: unknown): readonly SourceEvent[] {
  const events =
    connector.webhook?.parse(headersOf(path), bodies.get(path) ?? readFileSync(path), connector.settings.parse(settings)) ?? [];
  return events.map((event) => ({ ...event, attributes: { ...event.attributes, receivedAt } }));
}

function mapped(connector: Connector, { format, body, attributes }: SourceEvent, { settings, valueMaps }: Example) {
  const map = connector.maps?.[format];
  if (map === undefined) throw new Error(`${connector.name} has no map for ${format}`);
  return map(body, valueMaps, attributes, settings);
}

function seen(connector: Connector, path: string, example: Example): unknown {
  const events = cut(connector, path, example.settings).map((event) => {
    const { body: _body, contentType: _type, attributes, ...told } = event;
    const { receivedAt: _at, ...own } = attributes;
    return { ...told, attributes: own, ...(event.defect === null && { mapped: mapped(connector, event, example) }) };
  });
  return JSON.parse(JSON.stringify(events));
}

const sources = connectors.filter(({ name }) => callsOf(name).length > 0);

describe.each(sources.map((connector) => [connector.name, connector] as const))('%s', (name, connector) => {
  const example = exampleOf(name);

  it.each(callsOf(name).map((path) => [basename(path), path] as const))('%s: cut and mapped as written down', (_file, path) => {
    const golden = path.replace(/\.\w+$/, '.expected.json');
    const now = seen(connector, path, example);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, `${JSON.stringify(now, null, 2)}\n`);
    expect(now).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });

  const events = callsOf(name)
    .flatMap((path) => cut(connector, path, example.settings))
    .filter(({ defect }) => defect === null);

  it('what is mapped fits the model', () => {
    for (const event of events) {
      const made = mapped(connector, event, example);
      if (made.kind === 'rejected') continue;
      expect(connector.sends ?? connector.sentBy?.(connector.settings.parse(example.settings))).toContain(made.model);
      const problems = problemsOf(made.model, { ...made.value, meta: null, context: null });
      expect(problems.filter((problem) => !JSON.stringify(problem).includes('meta'))).toEqual([]);
    }
  });

  it('no value comes from a field that is missing', () => {
    for (const event of events) {
      const map = connector.maps?.[event.format];
      expect(map && silentDefaults(event, map, example.valueMaps, example.settings)).toEqual([]);
    }
  });

  it('a grade comes from the value maps of the system alone', () => {
    for (const event of events) {
      const made = mapped(connector, event, { ...example, valueMaps: {} });
      if (made.kind === 'mapped' && made.model === 'event') throw new Error(`${event.record} has a severity without a value map`);
      if (made.kind === 'mapped' && made.model === 'incident') expect(made.value).toMatchObject({ priority: null });
    }
  });

  it('asks the system file for no other value map than it declares', () => {
    const declared = connector.valueMaps ?? {};
    expect(Object.keys(example.valueMaps).filter((map) => declared[map] === undefined)).toEqual([]);
    const required = Object.keys(declared).filter((map) => declared[map] === 'required');
    expect(required.filter((map) => example.valueMaps[map] === undefined)).toEqual([]);
  });

  it('formats of all its calls interleaved are cut and mapped as each alone', () => {
    const calls = [...callsOf(name), ...callsOf(name).toReversed()];
    const all = calls.map((path) => seen(connector, path, example));
    expect(all).toEqual(all.toReversed());
  });
});
