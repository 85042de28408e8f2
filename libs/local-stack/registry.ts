import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { registryArtifact, requireArtifact } from './artifacts.ts';
import { LocalStackError } from './errors.ts';
import { requireJava } from './java.ts';
import type { Layout } from './layout.ts';
import type { PartServer } from './server.ts';

/** Path of the Confluent-compatible API that Junctor's clients speak. */
export const registryApiPath = '/apis/ccompat/v7';

const startLimitMs = 90_000;

/** Makes Apicurio Registry ready to start on 127.0.0.1, with its schemas in an H2 file, so that schema ids survive restarts. */
export async function prepareRegistry(layout: Layout, port: number, onProgress: (line: string) => void): Promise<PartServer> {
  const java = requireJava();
  const home = await requireArtifact(registryArtifact, onProgress);
  const jar = readdirSync(home).find((name) => name.endsWith('-runner.jar'));
  if (jar === undefined) {
    throw new LocalStackError({
      code: 'startFailed',
      message: `no runner jar in ${home}`,
      hint: `remove ${home} to have it fetched again`,
    });
  }
  mkdirSync(layout.registry, { recursive: true });
  const database = join(layout.registry, 'schemas');
  return {
    spec: {
      name: 'Apicurio Registry',
      command: java,
      args: ['-Xms64m', '-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-jar', join(home, jar)],
      env: {
        ...process.env,
        QUARKUS_HTTP_HOST: '127.0.0.1',
        QUARKUS_HTTP_PORT: String(port),
        // WRITE_DELAY=0: an id that was given out must not be given again after kill -9. DB_CLOSE_ON_EXIT: Quarkus closes it.
        REGISTRY_DATASOURCE_URL: `jdbc:h2:file:${database};WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE`,
        QUARKUS_LOG_CONSOLE_COLOR: 'false',
      },
      cwd: layout.registry,
      logFile: join(layout.logs, 'registry.log'),
      pidFile: join(layout.run, 'registry.json'),
      stopSignal: 'SIGTERM',
    },
    startLimitMs,
    isHealthy: () => answersSubjects(port),
  };
}

async function answersSubjects(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${registryApiPath}/subjects`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok && Array.isArray(await answer.json());
  } catch {
    // Not up yet; the caller asks again until its limit.
    return false;
  }
}
