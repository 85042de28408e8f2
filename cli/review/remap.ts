import type { CompiledWorkspace } from '#libs/flow';
import { topics } from '#libs/line';
import { type LogRecord, noTrail, readTrail } from '#libs/log';
import type { Contribution } from '#libs/model';
import { remapped, type Steps } from '#libs/review';
import type { Message } from '#libs/stage';
import type { Deed, ReviewDetail, ReviewFilter } from '#libs/state';
import { type Connection, readWorkspaces } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { count, type Io, plain } from '../output.ts';
import { declinedError } from './declined.ts';
import { isEnriched, type Place, placeKey, readKept } from './kept.ts';

/** As many as one job takes. */
const most = 10_000;
const shown = 10;

/** Maps refused deliveries by the applied flows: each gets an edit of the fields that its flow fills otherwise by now. Nothing is sent. */
export async function remapItems(io: Io, connection: Connection, items: readonly string[] | ReviewFilter, by: Deed): Promise<void> {
  const { store } = connection;
  const workspace = (await readWorkspaces(connection))?.current();
  if (!workspace) throw new CliError(exitCodes.notFound, 'no workspace has been applied yet', 'apply one: junctor apply');
  const { steps } = await import('#services/all-in-one');
  const refused = await refusedOf(connection, items);
  const known = await recordsOf(connection, refused);
  const route = steps.route(() => workspace);
  let changed = 0;
  for (const item of refused) {
    const { contribution, record, value } = known(item.detail);
    const after = contributionOf(route(messageOf(record, value)), contribution, item.detail);
    const { content, changes } = remapped(item.content, contribution, after);
    if (changes.length === 0) continue;
    const revised = await store.revise(item.detail.id, content, { ...by, reason: reasonOf(workspace, by) });
    if (revised.kind === 'declined') throw declinedError(revised);
    if (changed++ >= shown) continue;
    const said = changes.map(({ path, before: was, after: now }) => `${path}: ${was ?? 'nothing'} -> ${now ?? 'nothing'}`).join('; ');
    io.err(`${plain(`${item.detail.id}  ${said}`, 500)}\n`);
  }
  io.err(`${changed} of ${count(refused.length, 'delivery', 'deliveries')} filled anew by revision ${workspace.revision}\n`);
}

const reasonOf = ({ revision }: CompiledWorkspace, { reason }: Deed): string => `mapped by revision ${revision}: ${reason}`;

interface Refused {
  readonly detail: ReviewDetail;
  /** What would be sent as it stands. */
  readonly content: string;
}

/** What a stage parked runs through the applied flows anyway. */
async function refusedOf({ store }: Connection, items: readonly string[] | ReviewFilter): Promise<Refused[]> {
  const ids = 'length' in items ? items : (await store.reviewItems(items, { limit: most, offset: 0 })).map(({ id }) => id);
  const refused: Refused[] = [];
  for (const id of ids) {
    const detail = await store.reviewItem(id);
    const content = detail?.revisions.at(-1)?.content ?? detail?.payload?.content ?? null;
    if (detail?.origin === 'delivery' && content !== null) refused.push({ detail, content });
  }
  return refused;
}

interface Known {
  readonly contribution: Contribution;
  /** The record as it was routed, with the context it had then. */
  readonly record: LogRecord;
  readonly value: unknown;
}

/** What the log knows of deliveries; the answer throws CliError for one that it has forgotten. */
async function recordsOf(connection: Connection, refused: readonly Refused[]): Promise<(detail: ReviewDetail) => Known> {
  const contributed = await readKept(
    connection,
    refused.map(({ detail }) => sourceOf(detail)),
  );
  const hopOf = (record: LogRecord | undefined): Place | undefined => readTrail(record?.headers ?? {}).findLast(isEnriched);
  const routed = await readKept(
    connection,
    [...contributed.values()].flatMap((record) => hopOf(record) ?? []),
  );
  return (detail) => {
    const found = contributed.get(placeKey(sourceOf(detail)));
    const hop = hopOf(found);
    const record = hop && routed.get(placeKey(hop));
    const contribution = found && connection.codec.decode(topics.delivery, found.value);
    const value = record && connection.codec.decode(record.topic, record.value);
    if (!record || !contribution?.ok || !value?.ok) throw gone(detail);
    return { contribution: contribution.value as Contribution, record, value: value.value };
  };
}

const sourceOf = ({ sourceTopic: topic, sourcePartition: partition, sourceOffset: offset }: ReviewDetail): Place => ({
  topic,
  partition,
  offset,
});

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
    `${id} can not be filled anew: ${why}`,
    `give it up: junctor review discard ${id}; or edit it by hand`,
  );
}

const gone = ({ id }: ReviewDetail): CliError =>
  new CliError(
    exitCodes.notFound,
    `${id} can not be filled anew: its record is not in the log any more`,
    `edit it by hand: junctor review edit ${id} --set field=value --reason "..."`,
  );
