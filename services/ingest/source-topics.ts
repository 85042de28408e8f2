import { registry as connectors } from '#connectors';
import { FailureError } from '#libs/failures';
import type { Line } from '#libs/host';
import { createStageRunner, pause, type Runnable, type SourceValue, type Stage } from '#libs/stage';
import { type Admission, createAdmission, topicRate } from './admission.ts';
import { createSourceTopic } from './source-topic.ts';

const everyMs = 1_000;

/**
 * Runs one stage per system that produces to a topic of its own, and follows the workspace: a system that is added
 * starts, one that is changed or removed stops. Which systems there are is only known once a workspace is applied.
 */
export function createSourceTopics(line: Line): Runnable {
  const running = new Map<string, { readonly spec: string; readonly stage: Runnable }>();
  const admission = createAdmission();
  const unopened = new Map<string, string>();
  const stopping = new AbortController();
  let following: Promise<void> | null = null;

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await reconcile();
      } catch (error) {
        line.logger.error({ err: error }, 'following the source topics of the workspace failed; trying again');
      }
      await pause(everyMs, stopping.signal);
    }
  }

  async function reconcile(): Promise<void> {
    const wanted = new Map<string, string>();
    for (const [name, system] of line.workspaces.current()?.systems ?? []) {
      if (system.topic && connectors.has(system.connector) && connectors.get(system.connector).topic)
        wanted.set(name, JSON.stringify(system));
    }
    for (const [name, { spec, stage }] of running) {
      if (wanted.get(name) === spec) continue;
      running.delete(name);
      await stage.stop();
    }
    for (const name of unopened.keys()) if (!wanted.has(name)) unopened.delete(name);
    for (const [name, spec] of wanted) if (!running.has(name) && !stopping.signal.aborted) await open(name, spec);
  }

  function keepsCalls(): boolean {
    const workspace = line.workspaces.current();
    const connectorOf = (system: string): string => workspace?.systems.get(system)?.connector ?? '';
    const sources = (workspace?.flows ?? []).map(({ source }) => connectorOf(source.system));
    return sources.some((name) => connectors.has(name) && connectors.get(name).webhook?.comesAgain === false);
  }

  async function open(name: string, spec: string): Promise<void> {
    const stage = pacedStage(line, name, admission);
    try {
      await stage.start();
      running.set(name, { spec, stage });
      unopened.delete(name);
    } catch (error) {
      unopened.set(name, `the topic of ${name} cannot be read yet: ${String(error)}`);
      line.logger.warn({ system: name, reason: String(error) }, 'cannot read the topic of this system yet; trying again');
    }
  }

  return {
    name: 'ingest-topics',
    async start() {
      following = follow();
    },
    async stop() {
      stopping.abort();
      await following;
      for (const { stage } of running.values()) await stage.stop();
    },
    notReady: () =>
      // Without readiness nobody is sent here, and what does not come again would be lost instead of kept.
      keepsCalls()
        ? null
        : ([...unopened.values(), ...[...running.values()].map(({ stage }) => stage.notReady())].find((reason) => reason !== null) ?? null),
  };
}

/** A source that sends more than it may is read more slowly; its topic keeps the rest. */
function pacedStage(line: Line, name: string, admission: Admission): Runnable {
  const leaving = new AbortController();
  const stage = sourceStage(line, name);
  const runner = createStageRunner(
    {
      ...stage,
      async load(batch) {
        const system = line.workspaces.current()?.systems.get(name);
        const rate = system ? topicRate(system) : null;
        if (rate === null) return stage.load(batch);
        while (!leaving.signal.aborted && !admission.open(name, rate)) await pause(admission.waitMs(name, rate), leaving.signal);
        const loaded = await stage.load(batch);
        admission.charge(name, rate, batch.length);
        return loaded;
      },
    },
    line.kernel,
  );
  return {
    ...runner,
    stop() {
      leaving.abort();
      return runner.stop();
    },
  };
}

function sourceStage(line: Line, name: string): Stage<SourceValue, ReturnType<typeof createSourceTopic>> {
  const topic = line.workspaces.current()?.systems.get(name)?.topic?.name ?? '';
  return {
    name: `ingest-${name}`,
    topics: [topic],
    wire: 'source',
    async load(batch) {
      const workspace = line.workspaces.current();
      const system = workspace?.systems.get(name);
      if (!workspace || !system) throw left(name);
      if (system.topic?.format === 'avro') await line.kernel.codec.prepare(batch.map((message) => message.value.bytes));
      return createSourceTopic({ system, revision: workspace.revision, decodeAny: line.kernel.codec.decodeAny });
    },
    decide: (message, capture) => capture(message),
  };
}

/** Not a bug: the workspace was changed under the stage, which is stopped within a second. */
function left(name: string): FailureError {
  return new FailureError({
    class: 'transient',
    scope: 'system',
    evidence: { message: `system ${name} left the workspace while its topic was read` },
  });
}
