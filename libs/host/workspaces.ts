import { FailureError } from '#libs/failures';
import { type CompiledWorkspace, compileWorkspace, parseWorkspace, revisionOf } from '#libs/flow';
import { topics } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import type { Revision } from '#libs/model';
import { acknowledged, longestValue, type Outbox, pause } from '#libs/stage';
import type { Logger } from '#libs/telemetry';

type Listed = readonly { readonly revision: string; readonly files: Readonly<Record<string, string>> }[];

/** The published workspaces, newest last; the compacted topic is the one truth for them. */
export interface Workspaces {
  /** Reads what is published and follows it; resolves after the first full read. */
  start(): Promise<void>;
  current(): CompiledWorkspace | null;
  /** A loaded revision; a message without one is governed by the current workspace. */
  get(revision: string | null): CompiledWorkspace | undefined;
  /** Waits, bounded, until the revision is loaded; throws a transient FailureError when it does not come. */
  require(revision: string | null): Promise<CompiledWorkspace>;
  /** All of them, the current one last; another array once there is another revision. */
  files(): Listed;
  stop(): void;
}

const everyMs = 500;
const waitMs = 5_000;

export function createWorkspaces(log: MessageLog, codec: Codec, logger: Logger): Workspaces {
  const loaded = new Map<string, { readonly compiled: CompiledWorkspace; readonly files: Readonly<Record<string, string>> }>();
  let current: CompiledWorkspace | null = null;
  let next = 0n;
  let stopped = false;

  let list: Listed = [];

  function load({ revision, files }: Revision): void {
    const known = loaded.get(revision);
    const compiled = known?.compiled ?? compileWorkspace(parseWorkspace(files).workspace, revision);
    loaded.delete(revision);
    loaded.set(revision, { compiled, files });
    list = [...loaded].map(([name, each]) => ({ revision: name, files: each.files }));
    current = compiled;
  }

  /** One that this process can't compile (newer than it, or damaged) must not hide the others. */
  function loadOrReport(revision: Revision): void {
    try {
      load(revision);
    } catch (error) {
      logger.error({ revision: revision.revision, err: error }, 'this revision cannot be loaded; messages it governs wait');
    }
  }

  async function readNew(): Promise<void> {
    const admin = await log.admin();
    try {
      const [bounds] = await admin.offsets(topics.flows);
      if (!bounds || bounds.end <= next) return;
      const records = await log.read(topics.flows, 0, next > bounds.start ? next : bounds.start, bounds.end);
      await codec.prepare(records.map((record) => record.value));
      for (const record of records) {
        const decoded = codec.decode(topics.flows, record.value);
        if (decoded.ok) loadOrReport(decoded.value as Revision);
        else if (decoded.code !== 'tombstone')
          logger.error({ offset: String(record.offset), reason: decoded.message }, 'unreadable revision');
      }
      next = bounds.end;
    } finally {
      await admin.close();
    }
  }

  async function follow(): Promise<void> {
    while (!stopped) {
      await pause(everyMs);
      if (!stopped)
        await readNew().catch((error: unknown) => logger.warn({ reason: String(error) }, 'could not read revisions; trying again'));
    }
  }

  return {
    async start() {
      await readNew();
      follow().catch((error: unknown) => logger.error({ err: error }, 'following revisions ended'));
    },
    current: () => current,
    get: (revision) => (revision === null ? (current ?? undefined) : loaded.get(revision)?.compiled),
    async require(revision) {
      const deadline = Date.now() + waitMs;
      for (;;) {
        const found = revision === null ? current : loaded.get(revision)?.compiled;
        if (found) return found;
        if (Date.now() >= deadline || stopped) break;
        await pause(50);
      }
      throw new FailureError({
        class: 'transient',
        scope: 'system',
        evidence: {
          message: revision === null ? 'no workspace has been applied yet' : `workspace revision ${revision} is not on ${topics.flows} yet`,
          hint: 'apply the workspace again: junctor apply',
        },
      });
    },
    files: () => list,
    stop: () => {
      stopped = true;
    },
  };
}

/** Waits until every revision that governs a message of the batch is loaded. */
export async function requireRevisions(workspaces: Workspaces, batch: readonly { readonly revision: string | null }[]): Promise<void> {
  for (const revision of new Set(batch.map((message) => message.revision))) {
    if (workspaces.get(revision) === undefined) await workspaces.require(revision);
  }
}

const publishWithinMs = 60_000;

/**
 * Publishes a checked workspace as a content-hashed revision; returns the revision once it is acknowledged.
 * @throws FailureError invalid when it is longer than a record may be, unknown when the broker did not answer within 60 s.
 */
export async function publishWorkspace(
  files: Readonly<Record<string, string>>,
  publishedAt: number,
  codec: Codec,
  outbox: Outbox,
): Promise<string> {
  const revision = revisionOf(files);
  const value: Revision = { revision, publishedAt, files: { ...files } };
  const record = {
    topic: topics.flows,
    partition: 0,
    key: revision,
    value: codec.encode(topics.flows, value),
    headers: {
      ce_specversion: '1.0',
      ce_id: revision,
      ce_source: '/junctor/apply',
      ce_type: topics.flows,
      'content-type': 'application/avro',
    },
  };
  if (record.value.length > longestValue) throw tooLong(record.value.length);
  if (!(await acknowledged(outbox, [record], AbortSignal.timeout(publishWithinMs)))) throw unanswered();
  return revision;
}

function tooLong(bytes: number): FailureError {
  return new FailureError({
    class: 'invalid',
    scope: 'system',
    evidence: {
      message: `the workspace is ${bytes} bytes long`,
      expected: `at most ${longestValue} bytes`,
      hint: 'split it into several workspaces',
    },
  });
}

function unanswered(): FailureError {
  return new FailureError({
    class: 'unknown',
    scope: 'system',
    evidence: {
      message: 'the broker did not acknowledge the workspace in time',
      hint: 'apply it again: the same files are the same revision',
    },
  });
}
