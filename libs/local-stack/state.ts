import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJson, writeAtomically } from './files.ts';
import type { Layout } from './layout.ts';

const portNames = [
  'kafka',
  'kafka controller',
  'kafka 2',
  'kafka 2 controller',
  'kafka 3',
  'kafka 3 controller',
  'registry',
  'postgres',
] as const;

const stateSchema = z.object({
  password: z.string(),
  ports: z.partialRecord(z.enum(portNames), z.number().int()),
});

/** What the first start of a data directory chose, so that the next has the same addresses. */
export type StackState = z.infer<typeof stateSchema>;
export type PortName = keyof StackState['ports'];

/** The remembered choices, or fresh ones. A torn file counts as none: the Postgres data then needs a reset. */
export function readState(layout: Layout): StackState {
  const read = stateSchema.safeParse(readJson(layout.state));
  return read.success ? read.data : { password: randomBytes(12).toString('hex'), ports: {} };
}

export function writeState(layout: Layout, state: StackState): void {
  writeAtomically(layout.state, `${JSON.stringify(state, null, 2)}\n`);
}
