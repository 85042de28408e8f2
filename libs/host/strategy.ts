import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { type Runnable, startAll } from '#libs/stage';
import type { Logger } from '#libs/telemetry';

/**
 * Hosts the runnables of a process in Nest's microservice lifecycle: listen starts them in order, close stops them in the
 * reverse order. Nest's own Kafka server is not used: it has no offset control, and one bad event blocks its partition.
 */
export class StageStrategy extends Server implements CustomTransportStrategy {
  constructor(
    private readonly runnables: readonly Runnable[],
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    startAll(this.runnables, this.log).then(() => callback(), callback);
  }

  /** One that can't stop keeps none of the others running. */
  async close(): Promise<void> {
    const faults: unknown[] = [];
    for (const runnable of [...this.runnables].reverse()) await runnable.stop().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw new AggregateError(faults, 'not everything stopped cleanly');
  }

  override on(): void {
    throw new Error('stages have no transport events');
  }

  override unwrap<T>(): T {
    return this.runnables as T;
  }
}
