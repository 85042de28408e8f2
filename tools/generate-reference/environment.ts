import { globSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fieldsOf, type JsonSchema, schemaOf } from '#libs/workspace';
import { code, type Page, prose, table } from './markdown.ts';

const who: Readonly<Record<string, string>> = { 'libs/host/environment.ts': 'Every service' };

/** Variables that no schema declares, since they belong to other programs or are read before any service is. */
const elsewhere = [
  '## Read by others',
  '',
  ...table(
    ['variable', 'read by', 'meaning'],
    [
      [
        '`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_*`',
        'OpenTelemetry',
        'where [metrics and spans](telemetry.md) go; without an endpoint nothing is exported',
      ],
      ['`JUNCTOR_TRACE_URL`', 'the command line', 'address of a trace, with `{traceId}` in the place of its id; shown with a journey'],
      ['`JUNCTOR_CACHE`', 'the laptop stack', 'where downloads are kept; else `XDG_CACHE_HOME/junctor`, else `~/.cache/junctor`'],
      ['`NO_COLOR`', 'the command line', 'when set, no colours'],
    ],
  ),
];

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
  body.push(...elsewhere);
  return { file: 'environment.md', title: 'Environment variables', from: files.join(', '), body };
}

function rows(schema: z.ZodObject): string[] {
  const outputs = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
  return table(
    ['variable', 'takes', 'default', 'meaning'],
    fieldsOf(schemaOf(schema)).map(({ path, type, required, description }) => {
      // A variable is always text; what it is read as says more.
      const takes = outputs.properties?.[path]?.type === 'boolean' ? 'true or false' : type;
      return [code(path), prose(takes), required ? '(required)' : code(fallbackOf(schema, path)), prose(description)];
    }),
  );
}

/** What a variable that is not set is taken for; empty when it is then absent. */
function fallbackOf(schema: z.ZodObject, name: string): string {
  const read = z.safeParse(schema.shape[name] ?? z.undefined(), undefined);
  return read.success && read.data !== undefined ? String(read.data) : '';
}
