/** Prints docs/reference/log-adapters.md: which adapter of the log does what, from what the conformance suite is told. */
import { createLog, createMemoryLog, LOG_FEATURES, LOG_WAIVERS, type LogFeatureName, type MessageLog } from '#libs/log';

const unused = { brokers: ['127.0.0.1:9'], clientId: 'matrix' };
const logs: readonly MessageLog[] = [createLog('platformatic', unused), createLog('kafkajs', unused), createMemoryLog()];
const waivers: Readonly<Record<string, Readonly<Partial<Record<LogFeatureName, string>>>>> = LOG_WAIVERS;

const row = (first: string, cells: readonly string[]): string => `| ${[first, ...cells].join(' | ')} |`;
const names = Object.keys(LOG_FEATURES) as LogFeatureName[];

const lines = [
  '<!-- DO NOT EDIT: printed by tools/log-matrix.ts -->',
  '# Adapters of the log',
  '',
  'Every line is a test of libs/log/conformance. `yes` means that the adapter passes it; `waived` that it does without, for the reason below.',
  '`platformatic` is @platformatic/kafka, the default; `kafkajs` is kafkajs; `memory` serves simulation and tests.',
  '',
  row(
    'What',
    logs.map((log) => log.name),
  ),
  row(
    '---',
    logs.map(() => '---'),
  ),
  ...names.map((name) =>
    row(
      LOG_FEATURES[name],
      logs.map((log) => (waivers[log.name]?.[name] === undefined ? 'yes' : 'waived')),
    ),
  ),
  '',
  '## Waivers',
  '',
  ...logs.flatMap((log) => Object.entries(waivers[log.name] ?? {}).map(([name, reason]) => `- ${log.name}, \`${name}\`: ${reason}.`)),
  '',
  '## Beyond the contract',
  '',
  row(
    'What',
    logs.map((log) => log.name),
  ),
  row(
    '---',
    logs.map(() => '---'),
  ),
  row(
    'Static membership: a member that died and comes back in time keeps its partitions',
    logs.map((log) => (log.features.staticMembership ? 'yes' : 'no')),
  ),
  row(
    'Cooperative rebalance: a member keeps reading what it keeps',
    logs.map((log) => (log.features.cooperativeRebalance ? 'yes' : 'no')),
  ),
];
process.stdout.write(`${lines.join('\n')}\n`);
