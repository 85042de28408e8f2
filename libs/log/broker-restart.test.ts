import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Stack, startStack } from '#libs/local-stack';
import { describeLogRestart } from './conformance/suite.ts';
import { createLog, type LogKind } from './log.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'junctor-log-'));
let stack: Stack | undefined;

function running(): Stack {
  if (!stack) throw new Error('the broker of this test did not start');
  return stack;
}

beforeAll(async () => {
  stack = await startStack({ dataDir, parts: ['kafka'] });
}, 120_000);

afterAll(async () => {
  await stack?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

const broker = { kill: () => running().kill('kafka', 'SIGKILL'), start: () => running().restart('kafka') };

for (const kind of ['platformatic', 'kafkajs'] satisfies LogKind[]) {
  describeLogRestart(kind, async () => createLog(kind, { brokers: running().kafkaBrokers, clientId: 'restart' }), broker);
}
