import { readFileSync } from 'node:fs';
import type { Planted } from './planted.ts';
import type { PlantedSummary } from './planted-command.ts';

/** Planted bugs are tried in groups, and their unit tests apart, as a machine has time: of each bug what was found about it. */
export function tableOfFiles(files: readonly string[]): string {
  const found = files.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as PlantedSummary).details);
  const byName = [...Map.groupBy(found, ({ name }) => name)].map(([, same]) => same.reduce(together));
  return tableOf(byName.toSorted((a, b) => a.name.localeCompare(b.name)));
}

/** Caught is caught; and of two that did not catch it, the one that tried longer. */
function together(one: Planted, other: Planted): Planted {
  const further = one.caught || (!other.caught && one.seeds >= other.seeds) ? one : other;
  return { ...further, tests: one.tests ?? other.tests };
}

/** The page of the reference. */
export function tableOf(details: readonly Planted[]): string {
  const caught = details.filter((each) => each.caught);
  const late = caught.filter(({ seeds }) => seeds >= 10).length;
  const passing = details.filter(({ tests }) => tests?.passed).length;
  return [
    '# Planted bugs',
    '',
    '<!-- DO NOT EDIT: printed by `npm run sim -- --table RESULT.json` from what `npm run sim -- --planted --with-tests --json` found. -->',
    '',
    'Each is a patch of a few lines in verification/planted, laid over a copy of the tree, where histories run until an oracle sees something',
    'wrong (verification/simulation/README.md). A bug that the simulation does not see would be a hole in the simulation.',
    '',
    `${details.length} bugs: ${caught.length} caught, ${late} of them not before the tenth history; ${passing} pass all unit tests that reach the changed file.`,
    '',
    '| bug | what it breaks | caught by | in history | unit tests |',
    '|---|---|---|---:|---|',
    ...details.map(rowOf),
    '',
  ].join('\n');
}

function rowOf({ name, bug, caught, oracle, seeds, tests }: Planted): string {
  const told = tests === null ? 'not run' : tests.passed ? `pass (${tests.tests})` : `fail: ${tests.failing.join(', ')}`;
  return `| ${name} | ${bug} | ${caught ? oracle : 'nothing yet'} | ${caught ? seeds : `more than ${seeds}`} | ${told} |`;
}
