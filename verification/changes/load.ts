import { setTimeout as pause } from 'node:timers/promises';

/** One problem that a monitor reported: it fires, and is resolved some seconds later. */
export interface Reported {
  readonly name: string;
  readonly monitor: 'prometheus' | 'zabbix';
  readonly severe: boolean;
  readonly security: boolean;
}

/** The steady background: problems that come and go all the time, whatever is changed meanwhile. */
export interface Load {
  /** Whose firing was taken, in the order of sending. */
  readonly reported: readonly Reported[];
  /** Posts that were not answered 2xx: each is a moment of downtime. */
  readonly refused: readonly string[];
  readonly posts: number;
  /** Words that the monitor has for what is severe and what is not. */
  words: readonly [severe: string, other: string];
  monitors: readonly Reported['monitor'][];
  /** The first problem comes now. */
  begin(): void;
  /** Sends no new problem, and waits until every one that was sent is resolved. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly ingestUrl: string;
  readonly tokens: Readonly<Record<Reported['monitor'], string>>;
  readonly everyMs: number;
  readonly lastsMs: number;
}

export function openLoad({ ingestUrl, tokens, everyMs, lastsMs }: LoadOptions): Load {
  const reported: Reported[] = [];
  const refused: string[] = [];
  const ends = new Set<Promise<void>>();
  let posts = 0;
  let stopped = false;
  let running: Promise<void> | null = null;

  /** Whether it was taken. */
  async function post(monitor: Reported['monitor'], body: object, what: string): Promise<boolean> {
    posts++;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${tokens[monitor]}` };
    const sent = fetch(`${ingestUrl}/in/${monitor}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = await sent.then(
      async (response) => (response.ok ? null : `${response.status} ${(await response.text()).slice(0, 200)}`),
      (error: unknown) => String(error),
    );
    if (answer !== null) refused.push(`${what}: ${answer}`);
    return answer === null;
  }

  async function live(problem: Reported, n: number, word: string): Promise<void> {
    const since = new Date();
    if (!(await post(problem.monitor, call(problem, { n, word, since, endedAt: null }), `${problem.name} fires`))) return;
    reported.push(problem);
    await pause(lastsMs);
    await post(problem.monitor, call(problem, { n, word, since, endedAt: new Date() }), `${problem.name} is resolved`);
  }

  const load = {
    reported,
    refused,
    words: ['critical', 'warning'] as readonly [string, string],
    monitors: ['prometheus'] as readonly Reported['monitor'][],
    get posts() {
      return posts;
    },
    begin() {
      running ??= run();
    },
    async stop() {
      stopped = true;
      await running;
      await Promise.all(ends);
    },
  };

  async function run(): Promise<void> {
    for (let n = 1; !stopped; n++) {
      const monitor = load.monitors[n % load.monitors.length] ?? 'prometheus';
      const problem: Reported = { name: `Problem${n}`, monitor, severe: n % 3 === 0, security: n % 5 === 0 };
      const end = live(problem, n, load.words[problem.severe ? 0 : 1]);
      ends.add(end);
      end.finally(() => ends.delete(end)).catch(() => undefined);
      await pause(everyMs);
    }
  }

  return load;
}

interface Moment {
  readonly n: number;
  readonly word: string;
  readonly since: Date;
  readonly endedAt: Date | null;
}

/** What the monitor posts, in its own format. */
const call = (problem: Reported, moment: Moment): object =>
  problem.monitor === 'zabbix' ? ofZabbix(problem, moment) : ofAlertmanager(problem, moment);

function ofAlertmanager({ name, security }: Reported, { n, word, since, endedAt }: Moment): object {
  const alert = {
    status: endedAt === null ? 'firing' : 'resolved',
    labels: { alertname: name, severity: word, cluster: 'prod', ...(security ? { topic: 'security' } : {}) },
    annotations: { summary: `${name} was seen` },
    startsAt: since.toISOString(),
    endsAt: endedAt?.toISOString() ?? '0001-01-01T00:00:00Z',
    fingerprint: n.toString(16).padStart(16, '0'),
  };
  return { version: '4', status: alert.status, receiver: 'junctor', alerts: [alert] };
}

function ofZabbix({ name, severe, security }: Reported, { n, since, endedAt }: Moment): object {
  return {
    mediaType: 'junctor/zabbix/1',
    startedAt: since.getTime(),
    at: (endedAt ?? since).getTime(),
    tags: security ? [{ tag: 'topic', value: 'security' }] : [],
    url: 'https://zabbix.example.org/tr_events.php',
    eventId: String(n),
    recoveryId: endedAt === null ? '{EVENT.RECOVERY.ID}' : String(1_000_000 + n),
    value: endedAt === null ? '1' : '0',
    severity: severe ? '5' : '3',
    name,
    message: `${name} was seen`,
    ...{ host: 'db-3', hostName: 'Database 3', hostIp: '10.0.0.3', triggerId: String(n), triggerUrl: '' },
    ...{ updateStatus: '0', updateAction: '{EVENT.UPDATE.ACTION}', acknowledged: 'No', operationalData: '' },
  };
}
