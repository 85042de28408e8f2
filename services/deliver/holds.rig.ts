/** Deliveries on the real store to destinations that can go away, limit and refuse: for tests. */
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchSimulator, type RunningSimulator } from '#libs/connector-kit';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Workspaces } from '#libs/host';
import { deriveId } from '#libs/line';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { type AcceptItem, createStore, type Escalation, type Hold, type PendingOutcome, type Settled, type Store } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import { createDestinations } from './destinations.ts';
import { createLaneWorker, type LaneWorker } from './lane-worker.ts';
import { createPolicies } from './policies.ts';

export interface HoldRig {
  readonly store: Store;
  /** Every result that was settled. */
  readonly results: Settled['result'][];
  /** What the file behind every credential holds. */
  secret(value: string): void;
  /** One more worker that delivers to the systems of these files. */
  deliverTo(...files: string[]): Promise<void>;
  desk(name: string, address: string, limits?: string): string;
  hook(name: string, address: string, limits?: string): string;
  /** States 0, 1, ... of `lanes` records, interleaved. */
  accept(system: string, lanes: number, each: number, firstVersion?: number): Promise<void>;
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  waiting(system: string): Promise<number>;
  drained(system: string): Promise<void>;
  held(system: string): Promise<readonly Hold[]>;
  escalated(system: string): Promise<readonly Escalation[]>;
  ended(system: string): Promise<readonly PendingOutcome[]>;
  serviceNow(...args: string[]): Promise<RunningSimulator>;
  receiver(): Promise<Receiver>;
  /** Ends the worker and the destinations of one test. */
  clean(): Promise<void>;
  close(): Promise<void>;
}

export const webhookSecret = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw==';
const untilMs = 30_000;

const systemFile = (name: string, connector: string, address: string, settings: string, limits: string): string => `
apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, owner: the-team }
spec:
  connector: ${connector}
  address: '${address}'
  settings: ${settings}
  limits: ${limits}
`;

export async function openHoldRig(): Promise<HoldRig> {
  const url = await freshDatabase();
  const store = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'holds-test' });
  await store.migrate();
  const secretFile = join(tmpdir(), `junctor-holds-${process.pid}-${String(process.hrtime.bigint())}`);
  const cleanups: (() => Promise<unknown>)[] = [];
  const results: Settled['result'][] = [];
  const workers: LaneWorker[] = [];

  async function deliverTo(...files: string[]): Promise<void> {
    const { workspace, problems } = parseWorkspace(Object.fromEntries(files.map((text, i) => [`systems/s${i}.yaml`, text])));
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    const current = compileWorkspace(workspace, 'r');
    const logger = createLogger('holds-test', 'silent');
    const worker = createLaneWorker({
      store: {
        ...store,
        settleAndClaim(owner, settled, ...given) {
          results.push(...settled.map(({ result }) => result));
          return store.settleAndClaim(owner, settled, ...given);
        },
      },
      destinations: createDestinations({ current: () => current } as Workspaces, logger, { allowLoopback: true }),
      policies: createPolicies({ current: () => current }),
      owner: `test-${workers.length}`,
      logger,
      meters: createMeters(),
      onSettled: () => undefined,
    });
    workers.push(worker);
    await worker.start();
  }

  async function accept(targetSystem: string, lanes: number, each: number, firstVersion = 0): Promise<void> {
    const items = Array.from({ length: lanes * each }, (_, index) =>
      itemOf(targetSystem, `K${index % lanes}`, firstVersion + Math.floor(index / lanes)),
    );
    await store.accept(items, (state, { contribution, version }) => ({
      state,
      result: { kind: 'deliver', episode: 1, want: { model: 'incident', fields: contribution }, wantDigest: String(version) },
    }));
    for (const worker of workers) worker.wake();
  }

  async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + untilMs;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`waited in vain until ${what}: ${JSON.stringify(await store.holds())}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const waiting = async (system: string): Promise<number> =>
    (await store.waiting()).find(({ targetSystem }) => targetSystem === system)?.deliveries ?? 0;
  const usual = '{ concurrency: 4, consistencyDelayMs: 0 }';

  return {
    ...{ store, results, deliverTo, accept, until, waiting },
    secret: (value) => writeFileSync(secretFile, value),
    desk: (name, address, limits = usual) =>
      systemFile(name, 'servicenow', address, `{ auth: { type: basic, user: junctor, secret: 'file:${secretFile}' } }`, limits),
    hook: (name, address, limits = usual) => systemFile(name, 'standard-webhook', address, `{ secret: 'file:${secretFile}' }`, limits),
    drained: (system) => until(`${system} is drained`, async () => (await waiting(system)) === 0),
    held: async (system) => (await store.holds()).filter((hold) => hold.system === system),
    escalated: async (system) => (await store.escalations(100)).filter((each) => each.system === system),
    ended: async (system) => (await store.unpublished(10_000)).filter(({ targetSystem }) => targetSystem === system),
    async serviceNow(...args) {
      const running = await launchSimulator('servicenow', ['--password', 'right', ...args]);
      cleanups.push(() => running.stop());
      return running;
    },
    async receiver() {
      const made = await openReceiver();
      cleanups.push(() => made.down());
      return made;
    },
    async clean() {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
      for (const each of cleanups.splice(0)) await each();
      results.length = 0;
    },
    async close() {
      rmSync(secretFile, { force: true });
      await store.close();
      await dropDatabase(url);
    },
  };
}

function itemOf(targetSystem: string, targetKey: string, version: number): AcceptItem {
  const id = deriveId(targetSystem, targetKey, String(version));
  return {
    ...{ id, messageId: id, flow: 'f', pattern: 'p', targetSystem, targetKey, system: 's', record: targetKey, version, digest: 'd' },
    ...{ occurredAt: 1, traceparent: null, trail: '[]' },
    contribution: { title: `${targetKey} ${version}`, description: targetKey, impact: 'low', urgency: 'low' },
  };
}

export interface Taken {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly title: string;
}

/** A webhook receiver that can go away and come back at the same address. */
export interface Receiver {
  readonly address: string;
  /** What it answered with a 2xx, in order. */
  readonly taken: Taken[];
  answers: (title: string) => { readonly status: number; readonly headers?: Record<string, string> };
  up(): Promise<void>;
  down(): Promise<void>;
}

async function openReceiver(): Promise<Receiver> {
  let server: Server | null = null;
  let port = 0;
  const self: Receiver = {
    get address() {
      return `http://127.0.0.1:${port}/hook`;
    },
    taken: [],
    answers: () => ({ status: 204 }),
    async up() {
      server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const { data } = JSON.parse(Buffer.concat(parts).toString()) as { data: { title: string } };
          const { status, headers } = self.answers(data.title);
          if (status < 300) self.taken.push({ at: Date.now(), title: data.title });
          response.writeHead(status, headers).end();
        });
      });
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
      const at = server.address();
      port = typeof at === 'object' && at !== null ? at.port : port;
    },
    async down() {
      const ending = server;
      server = null;
      ending?.closeAllConnections();
      await new Promise<void>((resolve) => (ending ? ending.close(() => resolve()) : resolve()));
    },
  };
  await self.up();
  return self;
}
