import type { CompiledWorkspace } from '#libs/flow';
import { topics } from '#libs/line';
import { type Hop, type LogRecord, noTrail, readTrail } from '#libs/log';
import type { Contribution } from '#libs/model';
import { differences, type Remapped, remapped, type Steps } from '#libs/review';
import type { Message } from '#libs/stage';
import type { Deed, ReviewDetail, ReviewFilter } from '#libs/state';
import { type Connection, readWorkspaces } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { count, type Io, plain } from '../output.ts';
import { declinedError } from './declined.ts';

/** As many as one job takes. */
const most = 10_000;
const shown = 10;

interface Remapper {
  /** null: it is no delivery, or nothing of it changes. Throws CliError when its record can't be mapped any more. */
  remap(detail: ReviewDetail): Promise<Remapped | null>;
}

/** Maps refused deliveries by the applied flows: each gets an edit of the fields that its flow fills otherwise by now. Nothing is sent. */
export async function remapItems(io: Io, connection: Connection, items: readonly string[] | ReviewFilter, by: Deed): Promise<void> {
  const { store } = connection;
  const ids = Array.isArray(items)
    ? items
    : (await store.reviewItems(items as ReviewFilter, { limit: most, offset: 0 })).map(({ id }) => id);
  const workspace = (await readWorkspaces(connection))?.current();
  if (!workspace) throw new CliError(exitCodes.notFound, 'no workspace has been applied yet', 'apply one: junctor apply');
  const { steps } = await import('#services/all-in-one');
  const { remap } = createRemapper(connection, workspace, steps);
  let changed = 0;
  for (const id of ids) {
    const detail = await store.reviewItem(id);
    const done = detail === null ? null : await remap(detail);
    if (done === null) continue;
    const revised = await store.revise(id, done.content, { ...by, reason: `mapped by revision ${workspace.revision}: ${by.reason}` });
    if (revised.kind === 'declined') throw declinedError(revised);
    changed++;
    if (changed > shown) continue;
    const said = done.changes.map(({ path, before, after }) => `${path}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`).join('; ');
    io.err(`${plain(`${id}  ${said}`, 500)}\n`);
  }
  io.err(`${changed} of ${count(ids.length, 'record')} mapped anew by revision ${workspace.revision}\n`);
}

function createRemapper(connection: Connection, workspace: CompiledWorkspace, steps: Steps): Remapper {
  const route = steps.route(() => workspace);
  return {
    async remap(detail) {
      const content = detail.revisions.at(-1)?.content ?? detail.payload?.content ?? null;
      if (detail.origin !== 'delivery' || content === null) return null;
      const { sourceTopic: topic, sourcePartition: partition, sourceOffset: offset } = detail;
      const contributed = await readKept(connection, { topic, partition, offset, at: 0 }, detail);
      const before = connection.codec.decode(topics.delivery, contributed.value);
      const hop = readTrail(contributed.headers).findLast((each) => each.topic.startsWith('junctor.enriched.'));
      if (!before.ok || hop === undefined) throw gone(detail);
      const record = await readKept(connection, hop, detail);
      const decoded = connection.codec.decode(record.topic, record.value);
      if (!decoded.ok) throw gone(detail);
      const was = before.value as Contribution;
      const after = contributionOf(route(messageOf(record, decoded.value)), was, detail);
      const done = remapped(content, was, after);
      return differences(JSON.parse(content), JSON.parse(done.content)).length === 0 ? null : done;
    },
  };
}

function messageOf<T>({ topic, partition, offset, timestamp, key, headers }: LogRecord, value: T): Message<T> {
  const id = headers.ce_id ?? '';
  return {
    ...{ topic, partition, offset, timestamp, headers, id, value, key: key ?? '' },
    revision: null,
    traceparent: null,
    trail: noTrail,
  };
}

/** What the applied flow wants of the record. Throws CliError when it does not want it for the same ticket. */
function contributionOf(decision: ReturnType<ReturnType<Steps['route']>>, was: Contribution, { id }: ReviewDetail): Contribution {
  const made = decision.kind === 'emit' ? decision.outputs.filter((each) => each.topic === topics.delivery) : [];
  const found = made.map((each) => each.value as Contribution).find(({ flow }) => flow === was.flow);
  if (found?.targetKey === was.targetKey) return found;
  const why = found === undefined ? `flow ${was.flow} does not take it any more` : `flow ${was.flow} names another ticket for it by now`;
  throw new CliError(
    exitCodes.failed,
    `${id} can not be mapped anew: ${why}`,
    `give it up: junctor review discard ${id}; or edit it by hand`,
  );
}

async function readKept({ log, codec }: Connection, hop: Hop, detail: ReviewDetail): Promise<LogRecord> {
  const offset = BigInt(hop.offset);
  const admin = await log.admin();
  try {
    const bounds = (await admin.offsets(hop.topic)).find(({ partition }) => partition === hop.partition);
    if (!bounds || offset < bounds.start || offset >= bounds.end) throw gone(detail);
  } finally {
    await admin.close();
  }
  const [record] = await log.read(hop.topic, hop.partition, offset, offset + 1n);
  if (record?.offset !== offset) throw gone(detail);
  await codec.prepare([record.value]);
  return record;
}

const gone = ({ id }: ReviewDetail): CliError =>
  new CliError(
    exitCodes.notFound,
    `${id} can not be mapped anew: its record is not in the log any more`,
    `edit it by hand: junctor review edit ${id} --set field=value --reason "..."`,
  );
