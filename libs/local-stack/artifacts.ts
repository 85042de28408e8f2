import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, LocalStackError } from './errors.ts';
import { cacheDir, prepareDirectory } from './layout.ts';
import { waitForLock } from './lock.ts';
import { type MavenRun, runMaven } from './maven.ts';
import { unpackTarball } from './unpack.ts';

/** One versioned thing in the download cache. */
export interface Artifact {
  /** Folder in the cache; holds the version, so that two versions live side by side. */
  readonly folder: string;
  readonly title: string;
  readonly size: string;
  /** Fills an empty directory; `onProgress` shows one line. */
  readonly fill: (dir: string, onProgress: (line: string) => void) => Promise<void>;
}

export const kafkaVersion = '4.1.0';
export const registryVersion = '2.6.13.Final';

/** log4j version that kafka_2.13:4.1.0 itself depends on; the binding lets its log reach a file. */
const log4jVersion = '2.24.3';
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const downloadLimitMs = 30 * 60_000;

export const kafkaArtifact: Artifact = {
  folder: `kafka-${kafkaVersion}`,
  title: `Kafka ${kafkaVersion}`,
  size: 'about 43 MB',
  fill: async (dir, onProgress) => {
    writeFileSync(join(dir, 'pom.xml'), kafkaPom());
    await maven([`${dependencyPlugin}:copy-dependencies`, `-DoutputDirectory=${join(dir, 'lib')}`], dir, 'Kafka', onProgress);
  },
};

export const registryArtifact: Artifact = {
  folder: `apicurio-registry-${registryVersion}`,
  title: `Apicurio Registry ${registryVersion}`,
  size: 'about 142 MB',
  fill: async (dir, onProgress) => {
    const artifact = `-Dartifact=io.apicurio:apicurio-registry-app:${registryVersion}:tar.gz:all`;
    const goal = [`${dependencyPlugin}:copy`, artifact, `-DoutputDirectory=${join(dir, 'download')}`];
    await maven(goal, dir, 'Apicurio Registry', onProgress);
    const tarball = readdirSync(join(dir, 'download')).find((name) => name.endsWith('.tar.gz'));
    if (tarball === undefined) throw new Error(`Maven copied no tarball into ${join(dir, 'download')}`);
    await unpackTarball(join(dir, 'download', tarball), dir);
    rmSync(join(dir, 'download'), { recursive: true });
  },
};

const marker = 'complete';

/** True when an artifact lies whole in the cache. A folder without the marker is a download that was cut short. */
export function isDownloaded(artifact: Artifact): boolean {
  return existsSync(join(cacheDir(), artifact.folder, marker));
}

/**
 * The directory of a whole artifact, downloaded first when needed: one process at a time, into a temporary folder that
 * is renamed when complete. Throws `downloadFailed`, `mavenMissing`, `notWritable`, `diskFull` or `locked`.
 */
export async function requireArtifact(artifact: Artifact, onProgress: (line: string) => void): Promise<string> {
  const cache = cacheDir();
  const target = join(cache, artifact.folder);
  if (isDownloaded(artifact)) return target;
  prepareDirectory(cache, 'the download cache');
  const lock = await waitForLock(join(cache, 'lock'), downloadLimitMs, ({ pid }) =>
    onProgress(`waiting for process ${pid}, which is downloading to ${cache}`),
  );
  try {
    if (isDownloaded(artifact)) return target;
    await download(artifact, cache, target, onProgress);
    return target;
  } finally {
    lock.release();
  }
}

async function download(artifact: Artifact, cache: string, target: string, onProgress: (line: string) => void): Promise<void> {
  for (const name of readdirSync(cache)) {
    // Only the lock's holder writes here, so these belong to runs that were cut short.
    if (name.startsWith('.partial-')) rmSync(join(cache, name), { recursive: true, force: true });
  }
  if (existsSync(target)) {
    onProgress(`${target} is a half-finished download: fetching it again`);
    rmSync(target, { recursive: true, force: true });
  }
  onProgress(`downloading ${artifact.title} through Maven, ${artifact.size}, once, to ${target}`);
  const partial = join(cache, `.partial-${artifact.folder}`);
  mkdirSync(partial);
  await artifact.fill(partial, onProgress);
  writeFileSync(join(partial, marker), `${artifact.title}\n`);
  renameSync(partial, target);
  onProgress(`${artifact.title} is ready in ${target}`);
}

async function maven(goal: readonly string[], cwd: string, title: string, onProgress: (line: string) => void): Promise<void> {
  const report = (run: MavenRun): void =>
    onProgress(`  ${title}: ${(run.bytes / 1e6).toFixed(1)} MB in ${run.files} finished files after ${run.seconds} s`);
  try {
    await runMaven(goal, cwd, report, downloadLimitMs);
  } catch (cause) {
    if (cause instanceof LocalStackError) throw cause;
    const hint = 'check the network, or point Maven at your mirror: MAVEN_ARGS="-s /path/to/settings.xml"';
    throw new LocalStackError({ code: 'downloadFailed', message: `Maven could not fetch ${title}: ${errorText(cause)}`, hint }, { cause });
  }
}

function kafkaPom(): string {
  const dependency = (group: string, name: string, version: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>io.junctor</groupId><artifactId>local-kafka</artifactId><version>1</version><packaging>pom</packaging><dependencies>',
    dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion),
    dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', log4jVersion),
    '</dependencies></project>\n',
  ].join('\n');
}
