import { registry as connectors } from '#connectors';
import { connectDestination, contextOf, type Destination, type TopicWriter } from '#libs/connector-kit';
import type { CompiledWorkspace, SystemSpec } from '#libs/flow';
import type { Workspaces } from '#libs/host';
import type { Bucket } from '#libs/state';
import type { Logger } from '#libs/telemetry';
import { configuredBucket } from './quotas.ts';
import { type Subjects, subjectsOf } from './subjects.ts';

export interface Connected {
  readonly destination: Destination;
  readonly concurrency: number;
  readonly callTimeoutMs: number;
  /** What can be held for it; named after the system alone when absent. */
  readonly subjects?: Subjects;
  /** Who is told of an outage. */
  readonly owner?: string;
  /** The configured limit. */
  readonly bucket?: Bucket;
}

export interface Destinations {
  /** Systems of the current workspace that can be written to. */
  names(): readonly string[];
  /** null when the system is not in the current workspace or its settings do not fit. */
  get(system: string): Connected | null;
  close(): Promise<void>;
}

/** What the process gives to every destination. */
export interface DestinationHost {
  readonly allowLoopback: boolean;
  readonly privateNetworks?: readonly string[];
  readonly topics?: TopicWriter;
}

const CONCURRENCY = 16;

/** Connections by system. Address, auth and limits are always the current workspace's, whatever revision a message has. */
export function createDestinations(workspaces: Workspaces, logger: Logger, host: DestinationHost): Destinations {
  const open = new Map<string, { readonly spec: SystemSpec; readonly connected: Connected | null }>();
  let known: CompiledWorkspace | null = null;

  function refresh(): void {
    const workspace = workspaces.current();
    if (workspace === null || workspace === known) return;
    known = workspace;
    for (const [name, { spec, connected }] of open) {
      if (JSON.stringify(workspace.systems.get(name)) === JSON.stringify(spec)) continue;
      open.delete(name);
      connected?.destination
        .close()
        .catch((error: unknown) => logger.warn({ system: name, reason: String(error) }, 'closing a changed connection failed'));
    }
    for (const [name, spec] of workspace.systems)
      if (!open.has(name)) open.set(name, { spec, connected: connect(name, spec, logger, host) });
  }

  return {
    names() {
      refresh();
      return [...open].filter(([, { connected }]) => connected !== null).map(([name]) => name);
    },
    get(system) {
      refresh();
      return open.get(system)?.connected ?? null;
    },
    async close() {
      for (const { connected } of open.values()) await connected?.destination.close();
    },
  };
}

function connect(name: string, spec: SystemSpec, logger: Logger, host: DestinationHost): Connected | null {
  const connector = connectors.has(spec.connector) ? connectors.get(spec.connector) : undefined;
  if (!connector?.connect) return null;
  const concurrency = spec.limits?.concurrency ?? CONCURRENCY;
  try {
    const settings = connector.settings.parse(spec.settings);
    const context = { ...contextOf(name, spec, host), concurrency };
    const destination = connectDestination(connector, settings, context);
    if (destination === undefined) return null;
    const subjects = subjectsOf(name, destination, context.address);
    const bucket = configuredBucket(spec.limits, subjects.credential, concurrency);
    return { destination, concurrency, callTimeoutMs: context.callTimeoutMs, subjects, owner: spec.owner, ...(bucket && { bucket }) };
  } catch (error) {
    logger.error({ system: name, reason: error instanceof Error ? error.message : String(error) }, 'cannot connect; its deliveries wait');
    return null;
  }
}
