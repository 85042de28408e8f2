import { globSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fieldsOf, schemaOf } from './json-schema.ts';
import { code, type Page, prose, table } from './markdown.ts';

const who: Readonly<Record<string, string>> = { 'libs/host/environment.ts': 'Every service' };

/** Every variable that a zod schema of a service declares, by the file that declares it. */
export async function environmentPage(root: string): Promise<Page> {
  const files = globSync(['libs/host/environment.ts', 'services/*/config.ts'], { cwd: root }).sort();
  const body: string[] = [
    'Read once at start; every wrong value is named at once, and the process does not start. A variable that is empty counts as not set.',
    'Secrets that system files name as `env:NAME` are variables of your own choosing and not listed here.',
    '',
  ];
  for (const file of files) {
    const exported = Object.values((await import(join(root, file))) as Record<string, unknown>);
    for (const schema of exported.filter((each) => each instanceof z.ZodObject)) {
      body.push(`## ${who[file] ?? `Only ${file.split('/')[1]}`}`, '', `Declared in \`${file}\`.`, '', ...rows(schema));
    }
  }
  return { file: 'environment.md', title: 'Environment variables', from: files.join(', '), body };
}

function rows(schema: z.ZodObject): string[] {
  return table(
    ['variable', 'takes', 'default', 'meaning'],
    fieldsOf(schemaOf(schema)).map(({ path, type, required, fallback, description }) => [
      code(path),
      prose(type),
      required ? '(required)' : code(fallback),
      prose(description),
    ]),
  );
}
