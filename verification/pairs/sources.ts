/** A call of every monitor, in its vendor's format, and the system file that its connector's page shows. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const connectors = new URL('../../connectors/', import.meta.url);

/** Connector and the file below its testdata. */
const calls: readonly (readonly [connector: string, call: string])[] = [
  ['alertmanager', 'firing.post.json'],
  ['aws-sns', 'in/alarm.json'],
  ['azure-monitor', 'in/common-fired.json'],
  ['cloudevents', 'in/structured.json'],
  ['datadog', 'in/triggered.json'],
  ['github', 'in/deployment-failure.json'],
  ['gitlab', 'in/failed.json'],
  ['grafana', 'in/legacy.json'],
  ['nagios', 'in/service-problem.txt'],
  ['opsgenie', 'in/create.json'],
  ['zabbix', 'in/problem.json'],
];

export interface Source {
  readonly connector: string;
  /** Where the call stands, below connectors/. */
  readonly call: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Its system file, and the name in it. */
  readonly system: string;
  readonly name: string;
}

function systemOf(connector: string): string {
  const page = readFileSync(new URL(`${connector}/README.md`, connectors), 'utf8');
  const blocks = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)];
  const [, indent = '', text = ''] = blocks.find(([, , block]) => block?.includes('kind: System')) ?? [];
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

export const sources: readonly Source[] = calls.map(([connector, file]) => {
  const call = `${connector}/testdata/${file}`;
  const beside = new URL(call.replace(/\.\w+$/, '.headers'), connectors);
  const headers = existsSync(beside) ? (JSON.parse(readFileSync(beside, 'utf8')) as Record<string, string>) : {};
  const system = systemOf(connector);
  const { metadata } = parse(system) as { metadata: { name: string } };
  return { connector, call, headers, body: readFileSync(new URL(call, connectors)), system, name: metadata.name };
});
