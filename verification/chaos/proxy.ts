import { createServer, type Server, Socket } from 'node:net';
import { createPipe, type Pipe } from './pipe.ts';

/**
 * What a proxy does to its connections.
 * - `open`: passes everything on; `latencyMs` and `bytesPerSecond` slow each direction.
 * - `refused`: nobody listens, and what was connected is reset.
 * - `silent`: takes connections and bytes, passes nothing in either direction (half-open).
 * - `noAnswers`: passes what the client says; no answer comes back (one direction cut).
 */
export type ProxyMode =
  | { readonly kind: 'open'; readonly latencyMs?: number; readonly bytesPerSecond?: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'noAnswers' };

/**
 * What becomes of connections that saw an outage when it ends: what was held back passes, or they are reset, or they stay mute for
 * ever, as behind a firewall that has forgotten them.
 */
export type Healing = 'passes' | 'reset' | 'forgotten';

/** A TCP proxy on loopback whose faults are switched while it runs. */
export interface FaultProxy {
  readonly port: number;
  readonly connections: number;
  /** Bytes held back or cut off by a fault so far: 0 says that no fault has struck anything. */
  readonly struck: number;
  set(mode: ProxyMode, healing?: Healing): Promise<void>;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly up: Pipe;
  readonly down: Pipe;
}

/** Listens on 127.0.0.1 (port 0: any free one) and connects each caller with 127.0.0.1:`target`. */
export async function startProxy(target: number, port = 0): Promise<FaultProxy> {
  const links = new Set<Link>();
  let mode: ProxyMode = { kind: 'open' };
  let struck = 0;
  let server = createServer(accept);
  const taken = await listen(server, port);

  function accept(client: Socket): void {
    const upstream = new Socket().connect(target, '127.0.0.1');
    const count = (bytes: number): void => {
      struck += bytes;
    };
    const link: Link = { client, upstream, up: createPipe(client, upstream, count), down: createPipe(upstream, client, count) };
    links.add(link);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => cut(link));
      socket.on('close', () => cut(link));
    }
    apply(link);
  }

  /** Both ends go together; how they end does not matter to us. */
  function cut(link: Link): void {
    if (!links.delete(link)) return;
    link.up.end();
    link.down.end();
    for (const socket of [link.client, link.upstream]) socket.resetAndDestroy();
  }

  function apply({ up, down }: Link): void {
    const slow = mode.kind === 'open' ? { latencyMs: mode.latencyMs ?? 0, bytesPerSecond: mode.bytesPerSecond ?? null } : {};
    up.set({ held: mode.kind === 'silent', ...slow });
    down.set({ held: mode.kind === 'silent' || mode.kind === 'noAnswers', ...slow });
  }

  async function refuse(): Promise<void> {
    struck += links.size;
    const closed = server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : undefined;
    for (const link of [...links]) cut(link);
    await closed;
  }

  return {
    port: taken,
    get connections() {
      return links.size;
    },
    get struck() {
      return struck;
    },
    async set(next, healing = 'passes') {
      mode = next;
      if (next.kind === 'refused') return refuse();
      if (healing === 'reset') for (const link of [...links]) cut(link);
      if (healing === 'passes') for (const link of links) apply(link);
      if (!server.listening) {
        server = createServer(accept);
        await listen(server, taken);
      }
    },
    close: refuse,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
