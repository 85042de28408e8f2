import { parseArgs } from 'node:util';
import { LocalStackError, startStack } from './index.ts';

/**
 * Starts the local stack, prints one JSON object of addresses on standard output, runs until SIGINT or SIGTERM.
 * Usage: node --conditions=junctor-source libs/local-stack/run.ts [--data DIR] [--part kafka]...
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: '.junctor' }, part: { type: 'string', multiple: true } },
  });
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const alive = setInterval(() => undefined, 60_000);
  const parts = (['kafka', 'registry', 'postgres'] as const).filter((part) => values.part === undefined || values.part.includes(part));
  try {
    const stack = await startStack({ dataDir: values.data, parts, onProgress: (line) => process.stderr.write(`${line}\n`) });
    const { kafkaBrokers, registryUrl, databaseUrl, pids } = stack;
    process.stdout.write(`${JSON.stringify({ kafkaBrokers, registryUrl, databaseUrl, pids })}\n`);
    await asked;
    await stack.stop();
    return 0;
  } catch (error) {
    if (!(error instanceof LocalStackError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 1;
  } finally {
    clearInterval(alive);
  }
}

process.exitCode = await main();
