import { testStack } from '#libs/local-stack';
import { LOG_WAIVERS } from './conformance/features.ts';
import { describeLog } from './conformance/suite.ts';
import { createLog, type LogKind } from './log.ts';
import { createMemoryLog } from './memory.ts';

const memory = createMemoryLog();
describeLog('memory', async () => memory, { waive: LOG_WAIVERS.memory });

for (const kind of ['platformatic', 'kafkajs'] satisfies LogKind[]) {
  const factory = async () => createLog(kind, { brokers: (await testStack()).kafkaBrokers, clientId: 'conformance' });
  describeLog(kind, factory, { waive: LOG_WAIVERS[kind] });
}
