/** A connector against its simulator, as tests of both begin: journal and log of requests in a folder of their own, all closed at the end. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Failure, toFailure } from '#libs/failures';
import type { Call, ConnectContext, Connector, Destination, TargetObject } from './contract.ts';
import { launchSimulator, type RunningSimulator } from './rehearsal.ts';

export interface Cast {
  readonly connector: Connector;
  /** Folder of the simulator, and options beside its journal. */
  readonly simulator: string;
  readonly args?: readonly string[];
  /** Settings of the system, as a file of the workspace gives them. */
  readonly settings: object;
  readonly secret: string;
}

/** What one destination has of its own; the rest is the cast's. */
export interface Opened extends Partial<Omit<ConnectContext, 'secret' | 'system'>> {
  readonly settings?: object;
  /** A function is asked at every use: a secret that is rotated. */
  readonly secret?: string | ((reference: string) => string);
}

export interface Rehearsal {
  readonly simulator: RunningSimulator;
  open(given?: Opened): Destination;
  /** The object `incident` of a destination opened for it. */
  incidents(given?: Opened): TargetObject;
  /** Lines of the simulator's journal, oldest first. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  /** Lines of its log of requests. */
  requests(): readonly Readonly<Record<string, unknown>>[];
  /** Closes every destination that was opened. */
  closeAll(): Promise<void>;
  /** The same, and ends the simulator. */
  end(): Promise<void>;
}

/** A call that nobody gives up. `changed` as in Call. */
export function rehearsedCall(deliveryId = 'd-1', changed: readonly string[] | null = null): Call {
  return { deliveryId, changed: changed === null ? null : new Set(changed), traceparent: null, signal: new AbortController().signal };
}

/** What became of it; null when it succeeded. */
export const failureOf = (work: Promise<unknown>): Promise<Failure | null> => work.then(() => null, toFailure);

function linesOf(path: string): readonly Readonly<Record<string, unknown>>[] {
  const texts = readFileSync(path, 'utf8').split('\n');
  return texts.flatMap((text) => (text === '' ? [] : [JSON.parse(text) as Readonly<Record<string, unknown>>]));
}

function connectorOf({ connector, settings, secret }: Cast, url: string, given: Opened): Destination {
  const { settings: more, secret: other = secret, ...context } = given;
  const opened = connector.connect?.(connector.settings.parse({ ...settings, ...more }), {
    system: connector.name,
    address: url,
    callTimeoutMs: 5_000,
    allowLoopback: true,
    ...context,
    secret: typeof other === 'string' ? () => other : other,
  });
  if (opened === undefined) throw new Error(`${connector.name} has nothing to connect to`);
  return opened;
}

export async function rehearse(cast: Cast): Promise<Rehearsal> {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const [journal, requests] = [join(folder, 'journal.jsonl'), join(folder, 'requests.jsonl')];
  const simulator = await launchSimulator(cast.simulator, ['--log', journal, '--requests', requests, ...(cast.args ?? [])]);
  const opened: Destination[] = [];

  function open(given: Opened = {}): Destination {
    const destination = connectorOf(cast, simulator.url, given);
    opened.push(destination);
    return destination;
  }
  async function closeAll(): Promise<void> {
    await Promise.all(opened.splice(0).map((destination) => destination.close()));
  }

  return {
    simulator,
    open,
    incidents(given) {
      const object = open(given).objects.incident;
      if (object === undefined) throw new Error(`${cast.connector.name} has no incidents`);
      return object;
    },
    lines: () => linesOf(journal),
    requests: () => linesOf(requests),
    closeAll,
    async end() {
      await closeAll();
      await simulator.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
