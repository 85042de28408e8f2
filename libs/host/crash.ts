import type { Logger } from '#libs/telemetry';

/**
 * Ends the process on an error that nobody caught, as Node would, but tells of it as of any other: Node prints the error with all that it
 * holds, the headers of a request among it.
 */
export function endOnCrash(logger: Logger, exit: (code: number) => void = process.exit): void {
  process.on('uncaughtException', (error: unknown, origin) => {
    logger.fatal({ err: error, origin }, 'stopping: nobody expected this error');
    exit(1);
  });
}
