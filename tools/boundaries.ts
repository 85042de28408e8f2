/** Checks who imports whom; `--graph` prints the arrows as text. Exit 1 on a forbidden import or a cycle. */
import { globSync, readFileSync } from 'node:fs';
import { checkBoundaries } from './boundaries/check.ts';

const paths = globSync([
  'libs/**/*.ts',
  'services/**/*.ts',
  'cli/**/*.ts',
  'connectors/**/*.ts',
  'simulators/**/*.ts',
  'verification/**/*.ts',
  'tools/**/*.ts',
]);
const { findings, arrows, cycles } = checkBoundaries(paths.map((path) => ({ path, text: readFileSync(path, 'utf8') })));

if (process.argv.includes('--graph')) {
  for (const [from, group] of Map.groupBy(arrows, (arrow) => arrow.from)) {
    process.stdout.write(`${from}\n${group.map((arrow) => `  -> ${arrow.to}\n`).join('')}`);
  }
}
for (const { path, line, specifier, message } of findings) process.stderr.write(`${path}:${line} imports ${specifier}: ${message}\n`);
for (const cycle of cycles) process.stderr.write(`cycle: ${cycle}\n`);
process.stderr.write(`boundaries: ${paths.length} files, ${arrows.length} arrows, ${findings.length} forbidden, ${cycles.length} cycles\n`);
process.exitCode = findings.length + cycles.length > 0 ? 1 : 0;
