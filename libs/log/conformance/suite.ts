import { describe, it } from '@jest/globals';
import type { MessageLog } from '../port.ts';
import { type Check, LOG_FEATURES, type Waivers } from './features.ts';
import { describeGroups } from './groups.ts';
import { describeReading } from './reading.ts';
import { type BreakableBroker, describeRestart } from './restart.ts';
import { describeWriting } from './writing.ts';

export interface SuiteOptions {
  /** Features that this log does without, each with the reason; their tests are skipped by name. */
  readonly waive?: Waivers;
}

type Factory = () => Promise<MessageLog>;

/** What every adapter of the port must do, as tests. `factory` gives one process's access to one and the same log. */
export function describeLog(name: string, factory: Factory, options: SuiteOptions = {}): void {
  const check = checkOf(options);
  describe(`log ${name}`, () => {
    describeWriting(factory, check);
    describeReading(factory, check);
    describeGroups(factory, check);
  });
}

/** The part of the suite that kills the broker, which must be the test's own. */
export function describeLogRestart(name: string, factory: Factory, broker: BreakableBroker, options: SuiteOptions = {}): void {
  describe(`log ${name}`, () => describeRestart(factory, broker, checkOf(options)));
}

function checkOf(options: SuiteOptions): Check {
  return (feature, body, timeoutMs) => {
    const reason = options.waive?.[feature];
    if (reason === undefined) it(LOG_FEATURES[feature], body, timeoutMs);
    else it.skip(`${LOG_FEATURES[feature]} (waived: ${reason})`, body, timeoutMs);
  };
}
