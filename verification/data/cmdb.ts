import { readFileSync } from 'node:fs';
import { dataFile } from './data-file.ts';
import { readRecording } from './recording.ts';

/** A CI as the demo's CMDB writes it to its topic (the form that connectors/cmdb-feed reads). */
export interface CmdbRecord {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly keys: readonly string[];
  readonly criticality: string;
  readonly environment: string;
  readonly owner: string;
  readonly supportGroup: string | null;
  readonly service: string | null;
  readonly relations: readonly { readonly type: string; readonly target: string }[];
  readonly updatedAt: string;
}

const UPDATED_AT = '2026-11-01T06:00:00Z';

const MISSION_CRITICAL = new Set(['payments', 'checkout', 'identity']);
const BUSINESS_CRITICAL = new Set(['billing', 'catalog', 'ingress-nginx', 'search']);

/** Namespaces without a team (hr-portal, mail) are left out on purpose, so that a flow's last rule has something to do. */
const TEAMS: Readonly<Record<string, string>> = {
  billing: 'Finance Applications',
  catalog: 'Storefront',
  checkout: 'Storefront',
  'data-lake': 'Data Platform',
  identity: 'Identity and Access',
  'ingress-nginx': 'Network Operations',
  'kube-system': 'Platform Engineering',
  monitoring: 'Observability',
  payments: 'Payments',
  search: 'Storefront',
};

export const CMDB_FILE = dataFile('cmdb.json');

/** The committed CMDB. */
export function readCmdb(): readonly CmdbRecord[] {
  return JSON.parse(readFileSync(CMDB_FILE, 'utf8'));
}

/** The CMDB that fits a recording: one CI for every node, and one for every namespace of every cluster, sorted by id. */
export async function buildCmdb(recording?: string): Promise<readonly CmdbRecord[]> {
  const nodes = new Set<string>();
  const services = new Map<string, { cluster: string; namespace: string }>();
  for await (const { alerts } of readRecording(recording)) {
    for (const { labels } of alerts) {
      const { node, cluster, namespace } = labels;
      if (node) nodes.add(node);
      if (cluster && namespace) services.set(`${cluster}/${namespace}`, { cluster, namespace });
    }
  }
  const records = [...[...nodes].map(nodeRecord), ...[...services.values()].map(serviceRecord)];
  return records.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every 25th node carries the tier-1 services and is as critical as they are. */
function nodeRecord(name: string): CmdbRecord {
  const tierOne = Number(/\d+$/.exec(name)?.[0] ?? 1) % 25 === 0;
  return {
    id: `node-${name}`,
    name,
    class: 'compute',
    keys: [`node/${name}`],
    criticality: tierOne ? 'mission_critical' : 'operational',
    environment: 'production',
    owner: 'platform',
    supportGroup: 'Platform Engineering',
    service: null,
    relations: [],
    updatedAt: UPDATED_AT,
  };
}

function serviceRecord({ cluster, namespace }: { cluster: string; namespace: string }): CmdbRecord {
  return {
    id: `service-${cluster}-${namespace}`,
    name: `${namespace} on ${cluster}`,
    class: 'service',
    keys: [`service/${cluster}/${namespace}`],
    criticality: MISSION_CRITICAL.has(namespace)
      ? 'mission_critical'
      : BUSINESS_CRITICAL.has(namespace)
        ? 'business_critical'
        : 'operational',
    environment: 'production',
    owner: namespace,
    supportGroup: TEAMS[namespace] ?? null,
    service: namespace,
    relations: [],
    updatedAt: UPDATED_AT,
  };
}

/** The text of the committed file: one CI a line, so that a change shows as a line. */
export function cmdbText(records: readonly CmdbRecord[]): string {
  return `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`;
}
