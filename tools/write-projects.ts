/**
 * Writes a project.json with its Nx tag for every room, so that `nx graph`, `nx affected` and `nx test <room>` know them.
 * Nx does not follow subpath imports, so the arrows between rooms are written down too, from the imports as they are.
 * `--check` writes nothing and exits 1 naming stale files.
 */
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { checkBoundaries } from './boundaries/check.ts';

const parents: readonly (readonly [folder: string, tag: string])[] = [
  ['libs', 'type:lib'],
  ['services', 'type:service'],
  ['connectors', 'type:connector'],
  ['simulators', 'type:simulator'],
];
const single: readonly (readonly [folder: string, tag: string])[] = [
  ['cli', 'type:cli'],
  ['verification', 'type:verification'],
  ['tools', 'type:tool'],
];

const rooms = new Map<string, string>(single);
for (const [parent, tag] of parents) {
  for (const entry of readdirSync(parent, { withFileTypes: true })) if (entry.isDirectory()) rooms.set(`${parent}/${entry.name}`, tag);
}

const nameOf = (room: string): string => room.replace('/', '-');
const paths = globSync([...rooms.keys()].map((room) => `${room}/**/*.ts`).concat('connectors/*.ts'));
const { arrows } = checkBoundaries(paths.map((path) => ({ path, text: readFileSync(path, 'utf8') })));

/** The connector registry is no room of its own to Nx: whoever imports it depends on every connector. */
const reached = (to: string): readonly string[] =>
  to === 'connectors' ? [...rooms.keys()].filter((room) => room.startsWith('connectors/')) : rooms.has(to) ? [to] : [];

function projectOf(room: string, tag: string): string {
  const depends = new Set(arrows.filter((arrow) => arrow.from === room).flatMap((arrow) => reached(arrow.to)));
  const project = {
    $schema: `${'../'.repeat(room.split('/').length)}node_modules/nx/schemas/project-schema.json`,
    name: nameOf(room),
    projectType: tag === 'type:service' ? 'application' : 'library',
    tags: [tag],
    implicitDependencies: [...depends].map(nameOf).sort(),
    targets: { test: { executor: 'nx:run-commands', options: { command: `npm test -- ${room}` } } },
  };
  return `${JSON.stringify(project, null, 2)}\n`;
}

for (const [room, tag] of rooms) {
  const file = `${room}/project.json`;
  const text = projectOf(room, tag);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file} is stale: run npm run generate\n`);
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
