import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface PipeSettings {
  /** Nothing passes; what comes waits in the sender's and our buffers. */
  readonly held: boolean;
  readonly latencyMs?: number;
  /** null: as fast as it goes. */
  readonly bytesPerSecond?: number | null;
}

/** One direction of a connection. Bytes are never dropped or reordered: as with TCP, they come late or the connection ends. */
export interface Pipe {
  set(settings: PipeSettings): void;
  end(): void;
}

/** `count` hears of the bytes that a hold caught. */
export function createPipe(from: Socket, to: Socket, count: (bytes: number) => void): Pipe {
  let settings: Required<PipeSettings> = { held: false, latencyMs: 0, bytesPerSecond: null };
  let line = Promise.resolve();
  let kept: Buffer[] = [];
  let free = 0;
  let ended = false;

  function pass(chunk: Buffer): void {
    const { latencyMs, bytesPerSecond } = settings;
    const now = performance.now();
    const sending = bytesPerSecond === null ? 0 : (chunk.length / bytesPerSecond) * 1000;
    free = Math.max(free, now) + sending;
    const at = free + latencyMs;
    if (at <= now) {
      // Behind whatever is still on its way.
      line = line.then(() => write(chunk));
      return;
    }
    line = line.then(() => pause(Math.max(0, at - performance.now()))).then(() => write(chunk));
  }

  function write(chunk: Buffer): void {
    if (!ended && to.writable) to.write(chunk);
  }

  from.on('data', (chunk: Buffer) => {
    if (!settings.held) return pass(chunk);
    count(chunk.length);
    kept.push(chunk);
    from.pause();
  });

  return {
    set(given) {
      settings = { latencyMs: 0, bytesPerSecond: null, ...given };
      if (settings.held) return;
      for (const chunk of kept) pass(chunk);
      kept = [];
      from.resume();
    },
    end() {
      ended = true;
    },
  };
}
