import { kafkaArtifact, registryArtifact, requireArtifact } from './artifacts.ts';
import { prepareKafka } from './kafka.ts';
import { brokerNames, type Layout, type Part, type ServerName } from './layout.ts';
import { claimPorts } from './ports.ts';
import { preparePostgres } from './postgres.ts';
import { prepareRegistry } from './registry.ts';
import type { PartServer } from './server.ts';
import { type PortName, readState, type StackState, writeState } from './state.ts';

/** What the caller of `startStack` may fix. */
export type FixedPorts = { readonly [Name in Part]?: number };

/**
 * Claims ports for the servers (each broker's controller has one of its own), the last start's where they are free, and
 * remembers them. Throws `portTaken`.
 */
export async function choosePorts(
  layout: Layout,
  servers: readonly ServerName[],
  fixed: FixedPorts,
): Promise<{ state: StackState; ports: readonly number[] }> {
  const state = readState(layout);
  const names = servers.flatMap((server): PortName[] => (isBroker(server) ? [server, `${server} controller`] : [server]));
  const fixedOf: Readonly<Partial<Record<PortName, number>>> = fixed;
  const wishes = names.map((name) => ({
    name,
    fixed: fixedOf[name],
    remembered: state.ports[name],
  }));
  const ports = await claimPorts(wishes);
  for (const [at, name] of names.entries()) {
    const port = ports[at];
    if (port !== undefined) state.ports[name] = port;
  }
  writeState(layout, state);
  return { state, ports };
}

/** Fetches what the parts need, one after the other: Maven's own repository is not made for two at once. */
export async function downloadFor(parts: readonly Part[], onProgress: (line: string) => void): Promise<void> {
  if (parts.includes('kafka')) await requireArtifact(kafkaArtifact, onProgress);
  if (parts.includes('registry')) await requireArtifact(registryArtifact, onProgress);
}

/** Makes one server ready to start on the chosen ports. `brokers` is how many the whole stack has. */
export async function prepareServer(
  server: ServerName,
  layout: Layout,
  state: StackState,
  plan: { readonly partitions: number; readonly brokers: 1 | 3 },
  onProgress: (line: string) => void,
): Promise<PartServer> {
  const port = (name: PortName): number => state.ports[name] ?? 0;
  if (isBroker(server)) {
    const nodes = brokerNames.slice(0, plan.brokers).map((name, at) => ({ id: at + 1, controllerPort: port(`${name} controller`) }));
    const broker = { name: server, id: brokerNames.indexOf(server) + 1, port: port(server), nodes, partitions: plan.partitions };
    return await prepareKafka(layout, broker, onProgress);
  }
  if (server === 'registry') return await prepareRegistry(layout, port('registry'), onProgress);
  return preparePostgres(layout, { port: port('postgres'), password: state.password }, onProgress);
}

const isBroker = (server: ServerName): server is (typeof brokerNames)[number] => brokerNames.some((name) => name === server);
