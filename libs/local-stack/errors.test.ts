import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Artifact, isDownloaded, kafkaArtifact, requireArtifact } from './artifacts.ts';
import { checkTools, resetStack, startStack } from './index.ts';
import { findJava, javaMajor } from './java.ts';
import { compareVersions } from './kafka.ts';
import { layoutOf, requireFreeBytes } from './layout.ts';
import { tryLock } from './lock.ts';
import { downloadedBytes } from './maven.ts';
import { ownSelf } from './owner.ts';
import { claimPorts, releasePorts } from './ports.ts';
import { dropDatabase, testStack } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'junctor-errors-test-'));
// As root, Postgres runs as another user, who must be able to enter.
chmodSync(root, 0o755);
const env = { ...process.env };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(root, 'case-'));
  chmodSync(dir, 0o755);
});
afterEach(() => {
  process.env = { ...env };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A program of the given shell text, first on the PATH. */
function fakeProgram(name: string, text: string): void {
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env.PATH = `${bin}:${env.PATH ?? ''}`;
}

function onlyPath(path: string): void {
  process.env.PATH = path;
  delete process.env.JAVA_HOME;
}

describe('tools', () => {
  it('names every missing tool at once, with a way on', () => {
    onlyPath(join(dir, 'empty'));
    process.env.JUNCTOR_CACHE = join(dir, 'cache');
    const problems = checkTools();
    expect(problems.map((problem) => problem.code)).toEqual(['javaMissing', 'mavenMissing']);
    for (const problem of problems) expect(problem.hint).toMatch(/docker compose.*KAFKA_BROKERS/);
  });

  it('asks for neither Java nor Maven when only Postgres is wanted', () => {
    onlyPath(join(dir, 'empty'));
    expect(checkTools(['postgres'])).toEqual([]);
  });

  it('asks for Maven only while something is to be downloaded', () => {
    process.env.JUNCTOR_CACHE = join(dir, 'cache');
    mkdirSync(join(dir, 'cache', kafkaArtifact.folder), { recursive: true });
    onlyPath(join(dir, 'empty'));
    expect(checkTools(['kafka']).map((problem) => problem.code)).toContain('mavenMissing');
    writeFileSync(join(dir, 'cache', kafkaArtifact.folder, 'complete'), '');
    expect(checkTools(['kafka']).map((problem) => problem.code)).not.toContain('mavenMissing');
  });

  it('refuses a Java that is too old or does not run', () => {
    fakeProgram('java', `echo 'openjdk version "11.0.2" 2019-01-15' >&2`);
    expect(findJava({ PATH: process.env.PATH })).toMatchObject({ code: 'javaTooOld', message: expect.stringContaining('Java 11') });
    fakeProgram('java', 'exit 1');
    expect(findJava({ PATH: process.env.PATH })).toMatchObject({ code: 'javaMissing' });
    expect(findJava({ JAVA_HOME: join(dir, 'nowhere') })).toMatchObject({
      code: 'javaMissing',
      message: expect.stringContaining('JAVA_HOME'),
    });
  });

  it('starts nothing without Java, and gives everything back', async () => {
    onlyPath(join(dir, 'empty'));
    await expect(startStack({ dataDir: join(dir, 'data'), parts: ['postgres', 'kafka'] })).rejects.toMatchObject({ code: 'javaMissing' });
    expect(tryLock(layoutOf(join(dir, 'data')).lock)).toHaveProperty('release');
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_292"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['nothing of the kind', 0],
  ])('reads %s', (text, major) => expect(javaMajor(text)).toBe(major));
});

describe('data directory', () => {
  it('refuses one that cannot be made', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(startStack({ dataDir: join(dir, 'file', 'data') })).rejects.toMatchObject({ code: 'notWritable' });
  });

  it('refuses a disk with less than 1 GB free', () => {
    expect(() => requireFreeBytes('/data', 5_000_000)).toThrow(/only 4 MB are free at \/data.*free some space/);
    expect(() => requireFreeBytes('/data', 2 ** 30)).not.toThrow();
  });

  it('refuses a lock whose owner lives, naming it and the next step', async () => {
    const lock = tryLock(layoutOf(dir).lock);
    await expect(startStack({ dataDir: dir, parts: [] })).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringMatching(new RegExp(`process ${process.pid} already runs.*kill ${process.pid}`)),
    });
    if ('release' in lock) lock.release();
    await (await startStack({ dataDir: dir, parts: [] })).stop();
  });

  it.each([
    ['no such process', { pid: 2 ** 22 + 1, started: '1' }],
    ['another process with the same pid', { ...ownSelf(), started: '1' }],
  ])('takes over a lock whose owner is dead: %s', async (_what, owner) => {
    mkdirSync(layoutOf(dir).lock);
    writeFileSync(join(layoutOf(dir).lock, '7'), JSON.stringify(owner));
    const said: string[] = [];
    const stack = await startStack({ dataDir: dir, parts: [], onProgress: (line) => said.push(line) });
    await stack.stop();
    expect(said).toEqual([expect.stringContaining(`from process ${owner.pid}`)]);
  });

  it('lets one of many win a stale lock', () => {
    writeFileSync(join(dir, '3'), 'torn');
    const tries = Array.from({ length: 20 }, () => tryLock(dir));
    expect(tries.filter((entry) => 'release' in entry)).toHaveLength(1);
  });

  it('refuses data of a newer Kafka and of another Postgres', async () => {
    mkdirSync(join(dir, 'kafka'));
    writeFileSync(join(dir, 'kafka', 'version'), '99.0.0\n');
    await expect(startStack({ dataDir: dir, parts: ['kafka'] })).rejects.toMatchObject({
      code: 'dataVersion',
      hint: expect.stringContaining('reset'),
    });
    mkdirSync(join(dir, 'postgres'));
    writeFileSync(join(dir, 'postgres', 'version'), '9\n');
    await expect(startStack({ dataDir: dir, parts: ['postgres'] })).rejects.toMatchObject({ code: 'dataVersion' });
  });

  it('resets only what is its own', async () => {
    writeFileSync(join(dir, 'mine.txt'), 'kept');
    mkdirSync(join(dir, 'kafka'));
    await resetStack(dir);
    expect(existsSync(join(dir, 'kafka'))).toBe(false);
    expect(readFileSync(join(dir, 'mine.txt'), 'utf8')).toBe('kept');
    await resetStack(join(dir, 'absent'));
  });

  it.each([
    ['4.1.0', '4.1.0', 0],
    ['4.0.2', '4.1.0', -1],
    ['4.10.0', '4.9.1', 1],
  ])('orders version %s against %s', (left, right, sign) => expect(Math.sign(compareVersions(left, right))).toBe(sign));
});

describe('ports', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  it('refuses a fixed port that is taken and moves a remembered one', async () => {
    const [taken = 0] = await claimPorts([{ name: 'kafka' }]);
    await releasePorts([taken]);
    server = createServer().listen(taken, '127.0.0.1');
    await expect(startStack({ dataDir: dir, parts: ['postgres'], ports: { postgres: taken } })).rejects.toMatchObject({
      code: 'portTaken',
      message: expect.stringContaining(`port ${taken} for postgres`),
    });
    const [moved] = await claimPorts([{ name: 'kafka', remembered: taken }]);
    expect(moved).not.toBe(taken);
    await releasePorts([moved ?? 0]);
  });

  it('never gives one port twice before its server listens, and gives it again when returned', async () => {
    const many = (await Promise.all(Array.from({ length: 5 }, () => claimPorts([{ name: 'a' }, { name: 'b' }])))).flat();
    expect(new Set(many).size).toBe(10);
    const [first = 0] = many;
    await expect(claimPorts([{ name: 'a', fixed: first }])).rejects.toMatchObject({ code: 'portTaken' });
    await releasePorts(many);
    expect(await claimPorts([{ name: 'a', fixed: first }])).toEqual([first]);
    await releasePorts([first]);
  });
});

describe('downloads', () => {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);

  beforeEach(() => {
    said.length = 0;
    process.env.JUNCTOR_CACHE = join(dir, 'cache');
  });

  it('says what is fetched and where to, once, and passes MAVEN_ARGS through', async () => {
    fakeProgram('mvn', `echo "$@" > "${dir}/args"; mkdir lib; touch lib/kafka.jar`);
    process.env.MAVEN_ARGS = '-s my.xml -o';
    const target = await requireArtifact(kafkaArtifact, say);
    expect(existsSync(join(target, 'lib', 'kafka.jar'))).toBe(true);
    expect(readFileSync(join(dir, 'args'), 'utf8')).toContain('-s my.xml -o org.apache.maven.plugins');
    expect(said).toEqual([
      expect.stringMatching(/downloading Kafka .* through Maven, about 43 MB, once, to .*cache/),
      expect.stringContaining('ready'),
    ]);
    fakeProgram('mvn', 'exit 1');
    expect(await requireArtifact(kafkaArtifact, say)).toBe(target);
  });

  it("gives Maven's own words when it fails, and leaves nothing that looks whole", async () => {
    fakeProgram('mvn', 'echo "[ERROR] Could not transfer artifact x: Connection refused"; echo "[ERROR] Re-run Maven using -X"; exit 1');
    await expect(requireArtifact(kafkaArtifact, say)).rejects.toMatchObject({
      code: 'downloadFailed',
      message: expect.stringMatching(/Connection refused.*MAVEN_ARGS/),
    });
    expect(isDownloaded(kafkaArtifact)).toBe(false);
  });

  it('recognises half-finished downloads and fetches them again', async () => {
    const cache = join(dir, 'cache');
    for (const name of [kafkaArtifact.folder, '.partial-old']) mkdirSync(join(cache, name, 'lib'), { recursive: true });
    writeFileSync(join(cache, kafkaArtifact.folder, 'lib', 'half.jar'), 'half');
    fakeProgram('mvn', 'mkdir lib; touch lib/whole.jar');
    const target = await requireArtifact(kafkaArtifact, say);
    expect(said[0]).toContain('half-finished');
    expect(readdirSync(join(target, 'lib'))).toEqual(['whole.jar']);
    expect(existsSync(join(cache, '.partial-old'))).toBe(false);
  });

  it('lets one download while others wait for it', async () => {
    let filled = 0;
    const artifact: Artifact = {
      folder: 'thing-1',
      title: 'Thing',
      size: 'small',
      fill: async (target) => {
        filled += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        writeFileSync(join(target, 'x'), '');
      },
    };
    await Promise.all([1, 2, 3].map(() => requireArtifact(artifact, say)));
    expect(filled).toBe(1);
    expect(said.filter((line) => line.startsWith('waiting for process'))).toHaveLength(2);
  });

  it('says that Maven is missing only when it is needed', async () => {
    onlyPath(join(dir, 'empty'));
    await expect(requireArtifact(kafkaArtifact, say)).rejects.toMatchObject({ code: 'mavenMissing' });
  });

  it.each([
    ['Downloaded from central: https://x/y.jar (1.5 MB at 3.0 MB/s)', 1_500_000],
    ['[INFO] Downloaded from m: https://x/y.pom (18 kB at 83 kB/s)', 18_000],
    ['Downloading from central: https://x/y.jar', undefined],
  ])('counts %s', (line, bytes) => expect(downloadedBytes(line)).toBe(bytes));
});

describe('the shared test stack', () => {
  it('says the next step when there is none, and never repeats a password', async () => {
    delete process.env.JUNCTOR_TEST_STACK;
    await expect(testStack()).rejects.toMatchObject({ code: 'noTestStack', hint: expect.stringContaining('npm test') });
    process.env.JUNCTOR_TEST_STACK = '{"kafkaBrokers":[],"registryUrl":"http://127.0.0.1:1","databaseUrl":"hunter2"}';
    await expect(testStack()).rejects.toMatchObject({ message: expect.stringMatching(/^(?!.*hunter2).*\(databaseUrl|kafkaBrokers/) });
  });

  it('drops no database but those it made', async () => {
    process.env.JUNCTOR_TEST_STACK =
      '{"kafkaBrokers":["127.0.0.1:1"],"registryUrl":"http://127.0.0.1:1","databaseUrl":"postgres://127.0.0.1:1/x"}';
    await expect(dropDatabase('postgres://127.0.0.1:1/junctor')).rejects.toThrow(/refusing to drop junctor/);
  });
});
