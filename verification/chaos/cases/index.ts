import type { ChaosCase } from '../case.ts';
import { answerLost, doneLate } from './answers.ts';
import { away } from './away.ts';
import { brokers } from './brokers.ts';
import { database } from './database.ts';
import { frozen } from './frozen.ts';
import { kill } from './kill.ts';
import { partition } from './partition.ts';
import { rolling } from './rolling.ts';
import { storm } from './storm.ts';

/** The cases of the reliability catalogue that are also shown on the real stack and concern one region. */
export const cases: readonly ChaosCase[] = [kill, answerLost, doneLate, frozen, storm, brokers, database, partition, away, rolling];
