#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/cli/main.js', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 24 || (major === 24 && minor < 11)) {
  process.stderr.write(
    `junctor needs Node 24.11 or later, this is ${process.versions.node}; use \`npx junctor\`, which finds the one installed here\n`,
  );
  process.exitCode = 2;
} else if (!existsSync(fileURLToPath(main))) {
  process.stderr.write('junctor is not built yet: run `npm run build`\n');
  process.exitCode = 2;
} else {
  // Compiled code of the last run; where the folder can't be written it is compiled again. Not in the temporary folder, which others can write.
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/junctor', import.meta.url)));
  await import(main.href);
}
