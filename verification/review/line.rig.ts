import { FailureError } from '#libs/failures';
import { createWorkspaces, type Line, publishWorkspace } from '#libs/host';
import { deriveId, topics } from '#libs/line';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { partitionFor } from '#libs/log';
import type { Raw } from '#libs/model';
import { acknowledged, type Runnable } from '#libs/stage';
import { createStore, type Job, type JobOrder, type Store } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import { createReviewJobs, createReviewRunner, type Destinations } from '#services/deliver';
import { createFramedCodec, lineOf, memoryLog, runnablesOf, stopLine, until } from '#verification/line';

/** A request that the destination took, in the order of taking. */
export interface Effect {
  readonly key: string;
  readonly want: Readonly<Record<string, unknown>>;
}

/** The whole line in this process over a log in memory and a real Postgres, with a destination that refuses what a test wants. */
export interface ReviewLine {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly line: Line;
  readonly effects: Effect[];
  /** Called before each write; throws what the destination would answer. */
  refuse: (want: Readonly<Record<string, unknown>>) => string | FailureError | null;
  apply(files: Readonly<Record<string, string>>): Promise<void>;
  /** One alert as ingest captures it; the raw offset is its version. */
  fire(record: string, labels: Readonly<Record<string, string>>, status?: 'firing' | 'resolved'): Promise<void>;
  order(over: Partial<JobOrder>): Promise<Job>;
  ended(jobId: string): Promise<Job>;
  /** Another runner of jobs, as another process has. */
  openRunner(owner: string, store?: Store): Runnable;
  stop(): Promise<void>;
}

export async function openReviewLine(files: Readonly<Record<string, string>>): Promise<ReviewLine> {
  const url = await freshDatabase();
  const store = createStore({ databaseUrl: url, applicationName: 'review' });
  await store.migrate();
  const log = await memoryLog();
  const codec = createFramedCodec();
  const workspaces = createWorkspaces(log, codec, createLogger('review-test', 'silent'));
  const line = lineOf({ log, store, workspaces, codec });
  const { outbox } = line;
  await publishWorkspace(files, 1, codec, outbox);
  await workspaces.start();
  const effects: Effect[] = [];
  const rig: Pick<ReviewLine, 'refuse'> = { refuse: () => null };
  const openRunner = (owner: string, over: Store = store): Runnable => {
    const jobs = createReviewJobs({ ...line, ...line.kernel, store: over, owner, watchMs: 60_000, leaseMs: 1_000 });
    return createReviewRunner({ jobs, logger: line.logger, onMoved: () => undefined });
  };
  const { runnables } = runnablesOf(line, { destinations: destinationOf(effects, rig), owner: 'lanes' });
  for (const runnable of runnables) await runnable.start();
  const opened: ReviewLine = Object.assign(rig, {
    ...{ store, databaseUrl: url, line, effects, openRunner },
    apply: async (next: Readonly<Record<string, string>>) => {
      const revision = await publishWorkspace(next, 2, codec, outbox);
      await until('the revision', async () => workspaces.current()?.revision === revision);
    },
    fire: (record: string, labels: Readonly<Record<string, string>>, status: 'firing' | 'resolved' = 'firing') =>
      fire(line, record, labels, status),
    order: async (over: Partial<JobOrder>) => {
      const id = deriveId('job', String(jobs++));
      const opened = await store.openJob({ ...{ id, action: 'replay', items: {}, approvalAbove: 9_999, fourEyes: false }, ...by, ...over });
      if (opened.kind !== 'opened') throw new Error(opened.text);
      return opened.job;
    },
    ended: (jobId: string) =>
      until('the job', async () => {
        const job = await store.reviewJob(jobId);
        return job?.state === 'done' && job;
      }),
    stop: async () => {
      await stopLine(line, runnables);
      workspaces.stop();
      await store.close();
      await dropDatabase(url);
    },
  });
  return opened;
}

let jobs = 0;
const by = { actor: 'ann', reason: 'mended' };

function destinationOf(effects: Effect[], rig: Pick<ReviewLine, 'refuse'>): Destinations {
  const write = async (key: string, want: Readonly<Record<string, unknown>>) => {
    const refused = rig.refuse(want);
    if (refused instanceof FailureError) throw refused;
    if (refused !== null)
      throw new FailureError({ class: 'invalid', scope: 'record', evidence: { message: refused, field: 'title', code: '400' } });
    effects.push({ key, want });
    return { remoteId: key, number: `INC-${key}`, url: null };
  };
  const object = {
    ...({ create: 'searchable', update: 'upsert', consistencyDelayMs: 0 } as const),
    createRecord: write,
    updateRecord: write,
    find: async (key: string) => (effects.some((each) => each.key === key) ? [{ remoteId: key, number: `INC-${key}`, url: null }] : []),
  };
  const connected = { destination: { objects: { incident: object }, close: async () => undefined }, concurrency: 8, callTimeoutMs: 5_000 };
  return { names: () => ['desk'], get: (system) => (system === 'desk' ? connected : null), close: async () => undefined };
}

async function fire(
  { outbox, workspaces, kernel: { codec, partitions } }: Line,
  record: string,
  labels: Readonly<Record<string, string>>,
  status: 'firing' | 'resolved',
): Promise<void> {
  const startsAt = '2026-03-02T08:00:00Z';
  const alert = {
    status,
    labels: { cluster: 'c', namespace: 'shop', ...labels },
    annotations: {},
    startsAt,
    endsAt: '2026-03-02T09:00:00Z',
  };
  const value: Raw = {
    ...{
      system: 'prometheus',
      channel: 'webhook',
      format: 'alertmanager/v4',
      record,
      eventId: null,
      version: null,
      receivedAt: 1,
      attributes: {},
    },
    ...{ contentType: 'application/json', body: Buffer.from(JSON.stringify({ alert: { ...alert, fingerprint: record } })), defect: null },
  };
  const key = `prometheus/${record}`;
  const headers = { ce_id: deriveId('raw', key, JSON.stringify(labels), status), 'junctor-revision': workspaces.current()?.revision ?? '' };
  const partition = partitionFor(key, partitions.get(topics.raw) ?? 1);
  const sent = { topic: topics.raw, partition, key, value: codec.encode(topics.raw, value), headers };
  if (!(await acknowledged(outbox, [sent], AbortSignal.timeout(5_000)))) throw new Error('not captured');
}
