/** Program: replays the recorded Alertmanager session to a webhook, as Alertmanager would send it. */
import { fromEnvironment, numberOrMax, positive, readArguments, required, runProgram } from './arguments.ts';
import { type ReplayOptions, replay } from './replay.ts';

const HELP = `Replays a recorded Alertmanager session to a URL.

  webhook-sender --url URL --accepted FILE [options]

  --url URL          where to post, such as http://127.0.0.1:8080/in/prometheus
  --accepted FILE    gets one JSON line for every alert of a post that was answered 2xx, synced to disk
  --token-env NAME   environment variable that holds the bearer token
  --recording FILE   JSON lines, .gz or not (default: the committed session)
  --speed N|max      times faster than recorded (default 1)
  --posts N          only the first N posts
  --from N           begin with post N (default 0)
  --concurrency N    posts in flight at once (default 16); posts of one group always follow one another
  --give-up-after S  seconds for which a post is tried again after a 5xx or a lost connection (default 120)
  --bad              sends the named bad posts amid the good ones

Prints a JSON summary. Exit 0: everything accepted; 1: something refused or given up; 2: called wrongly.
`;

function options(args: readonly string[]): ReplayOptions {
  const names = ['url', 'accepted', 'token-env', 'recording', 'speed', 'posts', 'from', 'concurrency', 'give-up-after'];
  const { texts, flags } = readArguments(args, names, ['bad']);
  return {
    url: required(texts, 'url'),
    accepted: required(texts, 'accepted'),
    token: fromEnvironment(texts, 'token-env'),
    ...(texts.recording !== undefined && { recording: texts.recording }),
    speed: numberOrMax(texts, 'speed', 1),
    posts: positive(texts, 'posts', Number.POSITIVE_INFINITY),
    from: texts.from === undefined || texts.from === '0' ? 0 : positive(texts, 'from', 0),
    concurrency: Math.ceil(positive(texts, 'concurrency', 16)),
    giveUpAfterMs: positive(texts, 'give-up-after', 120) * 1000,
    bad: flags.has('bad'),
  };
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

await runProgram(
  HELP,
  (args) => replay({ ...options(args), signal: stop.signal }),
  ({ refused, gaveUp }) => refused === 0 && gaveUp === 0 && !stop.signal.aborted,
);
