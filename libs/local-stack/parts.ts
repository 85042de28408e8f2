import { kafkaArtifact, registryArtifact, requireArtifact } from './artifacts.ts';
import { prepareKafka } from './kafka.ts';
import type { Layout, Part } from './layout.ts';
import { claimPorts } from './ports.ts';
import { preparePostgres } from './postgres.ts';
import { prepareRegistry } from './registry.ts';
import type { PartServer } from './server.ts';
import { type PortName, readState, type StackState, writeState } from './state.ts';

/** What the caller of `startStack` may fix. */
export type FixedPorts = { readonly [Name in Part]?: number };

/**
 * Claims ports for the parts (Kafka's controller has one of its own), the last start's where they are free, and
 * remembers them. Throws `portTaken`.
 */
export async function choosePorts(
  layout: Layout,
  parts: readonly Part[],
  fixed: FixedPorts,
): Promise<{ state: StackState; ports: readonly number[] }> {
  const state = readState(layout);
  const names = parts.flatMap((part): PortName[] => (part === 'kafka' ? ['kafka', 'kafka controller'] : [part]));
  const wishes = names.map((name) => ({
    name,
    fixed: name === 'kafka controller' ? undefined : fixed[name],
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

/** Makes one part ready to start on the chosen ports. */
export async function preparePart(
  part: Part,
  layout: Layout,
  state: StackState,
  partitions: number,
  onProgress: (line: string) => void,
): Promise<PartServer> {
  const port = (name: PortName): number => state.ports[name] ?? 0;
  if (part === 'kafka') {
    return await prepareKafka(layout, { port: port('kafka'), controllerPort: port('kafka controller'), partitions }, onProgress);
  }
  if (part === 'registry') return await prepareRegistry(layout, port('registry'), onProgress);
  return preparePostgres(layout, { port: port('postgres'), password: state.password }, onProgress);
}
