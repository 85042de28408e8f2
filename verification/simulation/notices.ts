import type { Random } from '#verification/data';
import { marker } from './stories.ts';

/** One call of a tool that calls once about each of its records' steps, whatever it is answered. */
export interface Notice {
  readonly record: string;
  readonly step: number;
  /** When it is sent at the earliest, virtual milliseconds; a record's next step never before this one is answered or given up. */
  readonly sendAt: number;
}

const records = ['r100', 'r101', 'r102'] as const;
const stepsEach = 16;

export function createNotices(random: Random, forMs: number): Notice[] {
  return records.flatMap((record) =>
    Array.from({ length: stepsEach }, (_, index) => ({
      ...{ record, step: index + 1 },
      sendAt: Math.floor((forMs * (index + random.next())) / stepsEach),
    })),
  );
}

export const textOf = ({ record, step }: Notice): string => marker(record, step);

export const bodyOf = (notice: Notice, epoch: number): Buffer =>
  Buffer.from(JSON.stringify({ id: notice.record, text: textOf(notice), at: new Date(epoch).toISOString() }));
