import { testStack } from '#libs/local-stack';
import { describeLog } from './conformance/suite.ts';
import { createLog } from './log.ts';
import { createMemoryLog } from './memory.ts';

const memory = createMemoryLog();
describeLog('memory', async () => memory, {
  waive: { 'broker-restart': 'it has no broker' },
});

describeLog('platformatic', async () => createLog('platformatic', { brokers: (await testStack()).kafkaBrokers, clientId: 'conformance' }));

describeLog('kafkajs', async () => createLog('kafkajs', { brokers: (await testStack()).kafkaBrokers, clientId: 'conformance' }));
