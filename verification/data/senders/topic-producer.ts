/** Program: feeds an audit log or the demo's CMDB into a Kafka topic of a source system. */
import { createLog } from '#libs/log';
import { numberOrMax, positive, readArguments, required, runProgram, type Texts, UsageError } from './arguments.ts';
import { cmdbFeed, fileFeed, generatedFeed, withBadRows } from './feeds.ts';
import { type Feed, produce } from './produce.ts';

const HELP = `Feeds records into a Kafka topic, keyed by incident number or CI id, as JSON.

  topic-producer --brokers HOST:PORT[,...] --topic NAME --accepted FILE (--rows FILE | --seed N | --cmdb) [options]

  --rows FILE        audit log as CSV (.csv or .csv.gz), in file order
  --seed N           a generated audit log
  --cmdb             the demo's configuration items
  --limit N          at most N rows (default 20000)
  --from N           leave out the first N records (default 0)
  --rate N|max       records a second (default max)
  --partitions N     creates the topic when it does not exist
  --bad              puts the named bad rows amid the good ones
  --accepted FILE    gets one JSON line for every record of an acknowledged batch, synced to disk
  --give-up-after S  seconds for which a batch is sent again after an error (default 120)

Prints a JSON summary. Exit 0: everything acknowledged; 1: not; 2: called wrongly.
`;

function feedOf(texts: Texts, flags: ReadonlySet<string>): AsyncIterable<Feed> {
  const limit = positive(texts, 'limit', 20_000);
  const feeds: AsyncIterable<Feed>[] = [];
  if (texts.rows !== undefined) feeds.push(fileFeed(texts.rows, limit));
  if (texts.seed !== undefined) feeds.push(generatedFeed(positive(texts, 'seed', 1), limit));
  if (flags.has('cmdb')) feeds.push(cmdbFeed());
  const [feed, ...more] = feeds;
  if (feed === undefined || more.length > 0) throw new UsageError('exactly one of --rows, --seed and --cmdb is needed');
  const from = texts.from === undefined || texts.from === '0' ? 0 : positive(texts, 'from', 0);
  return skip(flags.has('bad') ? withBadRows(feed) : feed, from);
}

async function* skip(feed: AsyncIterable<Feed>, count: number): AsyncIterable<Feed> {
  let left = count;
  for await (const record of feed) if (left-- <= 0) yield record;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

async function main(args: readonly string[]) {
  const names = ['brokers', 'topic', 'accepted', 'rows', 'seed', 'limit', 'from', 'rate', 'partitions', 'give-up-after'];
  const { texts, flags } = readArguments(args, names, ['cmdb', 'bad']);
  const log = createLog('platformatic', { brokers: required(texts, 'brokers').split(','), clientId: 'topic-producer' });
  return produce(log, feedOf(texts, flags), {
    topic: required(texts, 'topic'),
    accepted: required(texts, 'accepted'),
    partitions: texts.partitions === undefined ? null : positive(texts, 'partitions', 1),
    rate: numberOrMax(texts, 'rate', null),
    giveUpAfterMs: positive(texts, 'give-up-after', 120) * 1000,
    signal: stop.signal,
  });
}

await runProgram(HELP, main, () => !stop.signal.aborted);
