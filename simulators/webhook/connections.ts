/** What was in hand on a connection when it ended: whoever called may not have read the answer. */
import type { Socket } from 'node:net';
import { openJournal } from '#simulators/kit';

/** One line of `<journal>.connections.jsonl`: a connection that ended with calls in hand, or just after their answers. */
export interface ConnectionLine {
  /** Epoch milliseconds of its end. */
  readonly at: number;
  /** The caller's port, as in the journal. */
  readonly connection: number;
  /** Calls (seq of the journal) whose answer had not been sent. */
  readonly unanswered: readonly number[];
  /** Calls whose answer had left here at most 2 s before the end: it may have come too late for the caller. */
  readonly answered: readonly number[];
}

export interface Connections {
  /** Notes a call on its connection; call what it returns just before its answer is sent. */
  holds(socket: Socket, seq: number): () => void;
  close(): Promise<void>;
}

const recentMs = 2_000;

/** Calls of one connection by seq: when the answer left, null while it has not. */
type Calls = Map<number, number | null>;

/** null keeps no journal. */
export async function openConnections(log: string | null): Promise<Connections> {
  const journal = await openJournal(log === null ? null : log.replace(/(\.jsonl)?$/, '.connections.jsonl'));
  const open = new Map<Socket, Calls>();
  const ending = new Set<Promise<void>>();

  function ended(connection: number, calls: Calls): void {
    const at = Date.now();
    const seqs = (matches: (answeredAt: number | null) => boolean): number[] =>
      [...calls].flatMap(([seq, answeredAt]) => (matches(answeredAt) ? [seq] : []));
    const unanswered = seqs((answeredAt) => answeredAt === null);
    const answered = seqs((answeredAt) => answeredAt !== null && at - answeredAt <= recentMs);
    if (unanswered.length + answered.length === 0) return;
    const line: ConnectionLine = { at, connection, unanswered, answered };
    const written = journal.append(line).catch((error: unknown) => void process.stderr.write(`${String(error)}\n`));
    ending.add(written);
    void written.finally(() => ending.delete(written));
  }

  function callsOf(socket: Socket): Calls {
    const known = open.get(socket);
    if (known) return known;
    const calls: Calls = new Map();
    // Taken now: a socket that has ended does not know its peer any more.
    const connection = socket.remotePort ?? 0;
    open.set(socket, calls);
    socket.once('close', () => {
      open.delete(socket);
      ended(connection, calls);
    });
    return calls;
  }

  return {
    holds(socket, seq) {
      // Cut before the work was done: the journal says so by itself.
      if (socket.destroyed) return () => undefined;
      const calls = callsOf(socket);
      for (const [old, answeredAt] of calls) if (answeredAt !== null && Date.now() - answeredAt > recentMs) calls.delete(old);
      calls.set(seq, null);
      return () => {
        if (!socket.destroyed) calls.set(seq, Date.now());
      };
    },
    async close() {
      await Promise.all(ending);
      await journal.close();
    },
  };
}
