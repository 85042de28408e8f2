import { checkRules, workspaceJsonSchemas } from '#libs/flow';
import { type Field, fieldsOf, type JsonSchema } from './json-schema.ts';
import { code, type Page, prose, table } from './markdown.ts';

const headings = { System: 'systems/<name>.yaml', Flow: 'flows/<name>/flow.yaml' } as const;

/** The fields of system and flow files. */
export function workspacePage(): Page {
  const schemas = workspaceJsonSchemas();
  const body = (['System', 'Flow'] as const).flatMap((kind) => [
    `## ${kind}: \`${headings[kind]}\``,
    '',
    ...table(['field', 'takes', 'must be there', 'default', 'meaning'], fieldsOf(schemas[kind] as JsonSchema).map(row)),
  ]);
  const intro = [
    'A field that is not listed is refused. What goes with a field that "must be there" only counts where the group around it is given.',
    'The settings of a system are those of its connector: see [connectors](connectors.md). What else has to hold is in [check rules](check-rules.md).',
    '',
  ];
  return { file: 'workspace-files.md', title: 'Workspace files', from: 'the schemas in libs/flow/schema', body: [...intro, ...body] };
}

function row({ path, type, required, fallback, description }: Field): string[] {
  return [code(path), prose(type), required ? 'yes' : '', code(fallback), prose(description)];
}

/** Every rule of `junctor check`. */
export function checkRulesPage(): Page {
  const rows = checkRules.map(({ id, severity, reason, example }) => [code(id), severity, prose(reason), code(example)]);
  const body = [
    'What `junctor check` holds a workspace to. An error keeps `apply` from publishing; a warning does not.',
    '',
    ...table(['rule', 'severity', 'why', 'broken by, for example'], rows),
    'The settings of a system are checked by its connector, and reported as `system.settings`.',
  ];
  return { file: 'check-rules.md', title: 'Check rules', from: 'libs/flow/check/rules.ts', body };
}
