import { expect, it } from '@jest/globals';
import { registry } from '#connectors';
import { parseWorkspace } from '#libs/flow';
import { connectorFacts } from './facts.ts';

const feed = (name: string, settings: string): string =>
  `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, owner: o }\nspec: { connector: record-feed, topic: { name: t, format: json }, settings: ${settings} }\n`;
const sent = (systems: Readonly<Record<string, string>>) => {
  const files = Object.fromEntries(Object.entries(systems).map(([name, settings]) => [`systems/${name}.yaml`, feed(name, settings)]));
  return connectorFacts(registry, parseWorkspace(files).workspace).connectors['record-feed']?.sends;
};

it.each<[string, Readonly<Record<string, string>>, readonly string[] | undefined]>([
  ['any model of any of its systems', { a: '{ model: sale, record: [id] }', b: '{ model: account, record: [id] }' }, ['sale', 'account']],
  ['not known where settings do not fit', { a: '{ model: sale, record: [id] }', b: '{ model: account }' }, undefined],
  ['not known without a system', {}, undefined],
])('what a connector sends by its settings: %s', (_name, systems, expected) => expect(sent(systems)).toEqual(expected));
