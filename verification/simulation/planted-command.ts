import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { buildCopy, type Planted, plantedPatches, tryPatch } from './planted.ts';
import { repositoryRoot } from './workspace.ts';

interface Asked {
  readonly patch?: readonly string[] | undefined;
  readonly only?: readonly string[] | undefined;
  /** Histories to try before a bug counts as missed. */
  readonly most: number;
  readonly jobs: number;
  readonly withTests: boolean;
  readonly shrink: boolean;
}

export interface PlantedSummary {
  readonly planted: number;
  readonly caught: number;
  readonly missed: readonly string[];
  /** Caught, and not before the tenth history. */
  readonly needTenOrMore: number;
  /** That the unit tests let pass; null when they were not asked. */
  readonly passingTests: number | null;
  readonly details: readonly Planted[];
}

const said = ({ caught, oracle, seeds, error, tests }: Planted): string =>
  `${caught ? `caught by ${oracle} in seed ${seeds}` : (error ?? `missed in ${seeds} seeds`)}${tests === null ? '' : tests.passed ? ', unit tests pass' : `, unit tests fail: ${tests.failing.join(', ')}`}`;

/** Every patch until caught, several at a time when asked to. */
export async function tryPatches({ patch, only, most, jobs, withTests, shrink }: Asked): Promise<PlantedSummary> {
  const known = patch ?? (await plantedPatches(repositoryRoot));
  const files = only ? known.filter((file) => only.includes(basename(file, '.patch'))) : known;
  const details: Planted[] = [];
  const left = files.values();
  /** One copy of the tree for all patches that it tries. */
  async function work(): Promise<void> {
    let copy: string | null = null;
    try {
      for (const file of left) {
        copy ??= await buildCopy(repositoryRoot, withTests);
        const made = await tryPatch(repositoryRoot, copy, file, { most, withTests, shrink });
        details.push(made);
        process.stderr.write(`${made.name}: ${said(made)}, ${made.seconds} s\n`);
        if (made.error === null) continue;
        // Nobody knows what a patch that failed half-way has left behind.
        await rm(copy, { recursive: true, force: true });
        copy = null;
      }
    } finally {
      if (copy !== null) await rm(copy, { recursive: true, force: true });
    }
  }
  await Promise.all(Array.from({ length: jobs }, work));
  details.sort((a, b) => a.name.localeCompare(b.name));
  const missed = details.filter(({ caught }) => !caught).map(({ name }) => name);
  return {
    planted: details.length,
    caught: details.length - missed.length,
    missed,
    needTenOrMore: details.filter(({ caught, seeds }) => caught && seeds >= 10).length,
    passingTests: withTests ? details.filter(({ tests }) => tests?.passed).length : null,
    details,
  };
}
