import { type CheckRule, checkRules, workspaceJsonSchemas } from '#libs/flow';
import { type Field, fieldsOf, type JsonSchema } from '#libs/workspace';
import { code, type Page, prose, table } from './markdown.ts';

const headings = { System: 'systems/<name>.yaml', Flow: 'flows/<name>/flow.yaml', Waivers: 'waivers.yaml' } as const;

/** The fields of the files of a workspace. */
export function workspacePage(): Page {
  const schemas = workspaceJsonSchemas();
  const body = (['System', 'Flow', 'Waivers'] as const).flatMap((kind) => [
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

const groups = [
  ['Every file', /^(workspace|waiver)\./],
  ['Systems', /^system\./],
  ['Flows', /^flow\.(?!map|valuemap)/],
  ['Mappings and value maps', /^flow\.(map|valuemap)/],
] as const;

/** Every rule of `junctor check`, as the design standards that they are. */
export function checkRulesPage(): Page {
  const body = [
    'What `junctor check` holds a workspace to, each rule by its id. An error keeps `apply` from publishing; a warning does not. Every finding names its file, line and',
    'field, what was expected and what to do next, and all findings come at once. Each example below is run by a test: as it is mended it is clean, and broken it is found.',
    '',
    '## Waivers',
    '',
    'A rule marked *may be waived* is a standard that somebody may depart from for a time. `waivers.yaml` beside `systems/` and `flows/` says who answers for it, why and until',
    'when. A waiver that has ended, that lasts longer than a year, or that excuses nothing any more is an error itself. The other rules keep a flow from running right, and are mended.',
    '',
    '```yaml',
    '# file: waivers.yaml',
    'apiVersion: junctor.io/v1',
    'kind: Waivers',
    'spec:',
    '  waivers:',
    '    - rule: flow.map.reason',
    '      file: flows/tickets-to-archive/flow.yaml',
    '      field: spec.map[3] # only there; without it, everywhere in the file',
    '      reason: The archive is replaced in spring, and its owners know the row',
    '      owner: compliance',
    '      until: 2027-03-31',
    '```',
    '',
    ...groups.flatMap(([title, ids]) => [`## ${title}`, '', ...checkRules.filter(({ id }) => ids.test(id)).flatMap(ruleLines)]),
  ];
  return { file: 'check-rules.md', title: 'Design standards: the rules of `junctor check`', from: 'libs/flow/rules', body };
}

function ruleLines({ id, severity, reason, good, bad, expected, next, waivable }: CheckRule): string[] {
  return [
    `### \`${id}\``,
    '',
    `${prose(reason)} *${severity === 'error' ? 'Error' : 'Warning'}${waivable ? ', may be waived' : ''}.*`,
    '',
    '```yaml',
    ...['# broken', ...bad.split('\n'), '# mended', ...good.split('\n')],
    '```',
    '',
    `Expected: ${prose(expected)}. Next: ${prose(next)}.`,
    '',
  ];
}
