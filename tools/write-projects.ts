/** Writes a project.json with its Nx tag for every room, so that `nx graph` and `nx test <room>` know them. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';

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

function write(folder: string, tag: string): void {
  const project = {
    $schema: `${'../'.repeat(folder.split('/').length)}node_modules/nx/schemas/project-schema.json`,
    name: folder.replace('/', '-'),
    projectType: tag === 'type:service' ? 'application' : 'library',
    tags: [tag],
    targets: { test: { executor: 'nx:run-commands', options: { command: `npm test -- ${folder}` } } },
  };
  writeFileSync(`${folder}/project.json`, `${JSON.stringify(project, null, 2)}\n`);
}

for (const [parent, tag] of parents) {
  for (const entry of readdirSync(parent, { withFileTypes: true })) if (entry.isDirectory()) write(`${parent}/${entry.name}`, tag);
}
for (const [folder, tag] of single) if (existsSync(folder)) write(folder, tag);
