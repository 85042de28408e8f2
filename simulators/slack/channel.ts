/** One channel: its messages by ts, a journal of what was posted, changed and refused. */
import { createFaultPanel, type FaultPanel, type Journal, openJournal, readJournal } from '#simulators/kit';
import type { SimulatorOptions } from './options.ts';

export interface Message {
  /** Seconds and a count, as `1503435956.000247`: id and time. */
  readonly ts: string;
  /** The message it answers; null for one of the channel itself. */
  readonly threadTs: string | null;
  readonly text: string;
  readonly metadata: unknown;
}

/** One line of the journal, in order. A refusal names no message. */
export interface SlackLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly op: 'posted' | 'updated' | 'deleted' | 'rejected';
  readonly message: Message | null;
  readonly error: string | null;
  readonly withheld: boolean;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

export interface Channel {
  readonly options: SimulatorOptions;
  readonly faults: FaultPanel;
  readonly journal: Journal;
  readonly counters: Record<'requests' | 'posted' | 'updated' | 'deleted' | 'rejected' | 'withheld' | 'tooMany', number>;
  readonly switches: { searchLagMs: number };
  /** Messages that a search sees now, newest first. */
  visible(): readonly Message[];
  get(ts: string): Message | undefined;
  nextTs(): string;
  /** True when the answer is to be withheld. */
  keep(op: 'posted' | 'updated' | 'deleted', message: Message, caller: Pick<SlackLine, 'requestId' | 'traceparent'>): Promise<boolean>;
  reject(error: string, caller: Pick<SlackLine, 'requestId' | 'traceparent'>): Promise<void>;
}

export async function createChannel(options: SimulatorOptions): Promise<Channel> {
  const messages = new Map<string, { readonly message: Message; readonly since: number }>();
  let seq = 0;
  let made = 0;
  if (options.log !== null)
    for await (const entry of readJournal(options.log)) {
      const line = entry as SlackLine;
      seq = line.seq;
      if (line.op === 'posted') made += 1;
      if (line.op === 'deleted') messages.delete(line.message?.ts ?? '');
      else if (line.message !== null) messages.set(line.message.ts, { message: line.message, since: line.at });
    }
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + seq);
  const counters = { requests: 0, posted: 0, updated: 0, deleted: 0, rejected: 0, withheld: 0, tooMany: 0 };
  const switches = { searchLagMs: options.searchLagMs };
  const append = (line: Omit<SlackLine, 'at' | 'seq'>): Promise<void> => {
    seq += 1;
    return journal.append({ at: Date.now(), seq, ...line });
  };
  return {
    ...{ options, faults, journal, counters, switches },
    visible() {
      const until = Date.now() - switches.searchLagMs;
      return [...messages.values()]
        .filter(({ since }) => since <= until)
        .map(({ message }) => message)
        .toReversed();
    },
    get: (ts) => messages.get(ts)?.message,
    nextTs() {
      made += 1;
      return `${Math.floor(Date.now() / 1_000)}.${String(made).padStart(6, '0')}`;
    },
    async keep(op, message, caller) {
      const known = messages.get(message.ts);
      if (op === 'deleted') messages.delete(message.ts);
      else messages.set(message.ts, { message, since: known?.since ?? Date.now() });
      const withheld = faults.withholds();
      counters[op] += 1;
      if (withheld) counters.withheld += 1;
      await append({ op, message, error: null, withheld, ...caller });
      return withheld;
    },
    async reject(error, caller) {
      counters.rejected += 1;
      await append({ op: 'rejected', message: null, error, withheld: false, ...caller });
    },
  };
}
