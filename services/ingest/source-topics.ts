import { registry as connectors } from '#connectors';
import type { Line } from '#libs/host';
import { createStageRunner, pause, type Runnable, type SourceValue, type Stage } from '#libs/stage';
import { createSourceTopic } from './source-topic.ts';

const everyMs = 1_000;

/**
 * Runs one stage per system that produces to a topic of its own, and follows the workspace: a system that is added
 * starts, one that is changed or removed stops. Which systems there are is only known once a workspace is applied.
 */
export function createSourceTopics(line: Line): Runnable {
  const running = new Map<string, { readonly spec: string; readonly stage: Runnable }>();
  let stopped = false;
  let following: Promise<void> | null = null;

  async function follow(): Promise<void> {
    while (!stopped) {
      await reconcile();
      await pause(everyMs);
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
    for (const [name, spec] of wanted) if (!running.has(name) && !stopped) await open(name, spec);
  }

  async function open(name: string, spec: string): Promise<void> {
    const stage = createStageRunner(sourceStage(line, name), line.kernel);
    try {
      await stage.start();
      running.set(name, { spec, stage });
    } catch (error) {
      line.logger.warn({ system: name, reason: String(error) }, 'cannot read the topic of this system yet; trying again');
    }
  }

  return {
    name: 'ingest-topics',
    async start() {
      following = follow();
    },
    async stop() {
      stopped = true;
      await following;
      for (const { stage } of running.values()) await stage.stop();
    },
    notReady: () => [...running.values()].map(({ stage }) => stage.notReady()).find((reason) => reason !== null) ?? null,
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
      if (!workspace || !system) throw new Error(`system ${name} left the workspace while its topic was read`);
      if (system.topic?.format === 'avro') await line.kernel.codec.prepare(batch.map((message) => message.value.bytes));
      return createSourceTopic({ system, revision: workspace.revision, decodeAny: line.kernel.codec.decodeAny });
    },
    decide: (message, capture) => capture(message),
  };
}
