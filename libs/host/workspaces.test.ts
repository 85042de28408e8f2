import { afterEach, describe, expect, it } from '@jest/globals';
import { topics } from '#libs/line';
import { testStack } from '#libs/local-stack';
import { type Codec, createMemoryLog, type MessageLog } from '#libs/log';
import type { Revision } from '#libs/model';
import { createOutbox, type Outbox } from '#libs/stage';
import { createLogger } from '#libs/telemetry';
import { openCodec } from './line.ts';
import { createWorkspaces, publishWorkspace, requireRevisions, type Workspaces } from './workspaces.ts';

const files = (title: string) => ({
  'systems/prometheus.yaml': `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: prometheus, title: ${title}, owner: sre }\nspec: { connector: alertmanager, holds: alerts }\n`,
});

interface Scene {
  readonly log: MessageLog;
  readonly codec: Codec;
  readonly outbox: Outbox;
  readonly workspaces: Workspaces;
}

const opened: Scene[] = [];

/** The real registry and codec; the topic itself in memory, since every test needs one of its own under the same name. */
async function scene(): Promise<Scene> {
  const { registryUrl } = await testStack();
  const codec = await openCodec(registryUrl);
  await codec.register();
  const log = createMemoryLog();
  await (await log.admin()).ensureTopics([{ topic: topics.flows, partitions: 1, replicationFactor: 1, config: {} }]);
  const made = {
    log,
    codec,
    outbox: createOutbox(log, { onFault: () => undefined }),
    workspaces: createWorkspaces(log, codec, createLogger('test', 'silent')),
  };
  opened.push(made);
  return made;
}

afterEach(async () => {
  for (const { workspaces, outbox } of opened.splice(0)) {
    workspaces.stop();
    await outbox.close(1_000);
  }
});

async function append({ log, codec }: Scene, revision: Revision): Promise<void> {
  const producer = await log.producer();
  await producer.send([
    { topic: topics.flows, partition: 0, key: revision.revision, value: codec.encode(topics.flows, revision), headers: {} },
  ]);
}

describe('workspaces', () => {
  it('publishes what starts later reads, and what runs follows; the same files are the same revision', async () => {
    const one = await scene();
    const { codec, outbox, workspaces } = one;
    const first = await publishWorkspace(files('one'), 1, codec, outbox);
    expect(await publishWorkspace(files('one'), 2, codec, outbox)).toBe(first);
    await workspaces.start();
    expect(workspaces.current()?.revision).toBe(first);
    const second = await publishWorkspace(files('two'), 3, codec, outbox);
    expect(second).not.toBe(first);
    expect((await workspaces.require(second)).revision).toBe(second);
    expect(workspaces.current()?.revision).toBe(second);
    expect(workspaces.get(first)?.revision).toBe(first);
    expect(workspaces.get(null)?.revision).toBe(second);
    // Applied again, the first one is the current one, and the last of the list that isolated steps are built from.
    await publishWorkspace(files('one'), 4, codec, outbox);
    while (workspaces.current()?.revision !== first) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(workspaces.files().map(({ revision }) => revision)).toEqual([second, first]);
    expect(workspaces.files()).toBe(workspaces.files());
  });

  it('waits for a revision that is not there yet, and calls it transient when it does not come', async () => {
    const one = await scene();
    await one.workspaces.start();
    const waiting = requireRevisions(one.workspaces, [{ revision: null }]);
    const revision = await publishWorkspace(files('one'), 1, one.codec, one.outbox);
    await waiting;
    await requireRevisions(one.workspaces, [{ revision }, { revision: null }]);
    await expect(one.workspaces.require('never')).rejects.toMatchObject({ failure: { class: 'transient' } });
  });

  it('is not stopped by a revision that it cannot compile, nor by a frame that it cannot read', async () => {
    const one = await scene();
    await append(one, { revision: 'broken', publishedAt: 1, files: { 'systems/x.yaml': ': : :' } });
    const producer = await one.log.producer();
    await producer.send([{ topic: topics.flows, partition: 0, key: 'x', value: Buffer.from('no frame'), headers: {} }]);
    const good = await publishWorkspace(files('one'), 2, one.codec, one.outbox);
    await one.workspaces.start();
    expect(one.workspaces.current()?.revision).toBe(good);
  });

  it('refuses a workspace that no record can hold', async () => {
    const one = await scene();
    await expect(
      publishWorkspace({ ...files('one'), 'flows/x.yaml': 'x'.repeat(1_000_000) }, 1, one.codec, one.outbox),
    ).rejects.toMatchObject({
      failure: { class: 'invalid' },
    });
  });
});
