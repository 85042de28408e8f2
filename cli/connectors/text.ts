import { failureNames } from '#libs/failures';
import type { ConnectorView } from '#libs/workspace';
import { type Colors, plain, table } from '../output.ts';

const repeated = {
  upsert: 'doing it twice is doing it once',
  key: 'the destination recognises our key',
  searchable: 'the destination is asked before it is done again',
  none: "it can't be asked: a possible duplicate is counted",
} as const;

/** One line each. */
export function connectorLines(views: readonly ConnectorView[], colors: Colors): string[] {
  const rows = views.map(({ name, title, reads, sends, takes, actions }) => {
    const writes = [...new Set(actions.map(({ model }) => model))].join(', ');
    return [name, reads.length === 0 ? '-' : sends.join(', ') || 'by its settings', writes || (takes ? 'by its settings' : '-'), title];
  });
  return table(['CONNECTOR', 'SENDS', 'TAKES', 'SYSTEM'], rows, colors);
}

export function settingLines(view: ConnectorView, colors: Colors): string[] {
  const { name, title, reads, formats, sends, valueMaps, settings, actions, failures } = view;
  const part = (head: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', colors.bold(head), ...lines.map((line) => `  ${line}`)];
  const maps = Object.entries(valueMaps).map(([map, need]) => `${map} (${need})`);
  return [
    `${colors.bold(name)}  ${plain(title)}`,
    ...(reads.length === 0 ? [] : [`  reads ${reads.join(', ')}`]),
    ...(formats.length === 0 ? [] : [`  formats: ${formats.map((format) => plain(format)).join(', ')}`]),
    ...(sends.length === 0 ? [] : [`  sends: ${sends.join(', ')}`]),
    ...(maps.length === 0 ? [] : [`  value maps of its system: ${maps.join(', ')}`]),
    ...part('Settings', settings.flatMap(settingText)),
    ...part(
      'Actions',
      actions.map(({ model, action, idempotency, consistencyDelayMs }) => {
        const delay = idempotency === 'searchable' ? `; "not found" counts after ${consistencyDelayMs} ms` : '';
        return `${action} of ${model}: ${repeated[idempotency]}${delay}`;
      }),
    ),
    ...part(
      'What its answers mean (the first that matches; any other goes by its status)',
      failures.map((row) => {
        const holds = row.bodyIncludes ?? (row.header === undefined ? '' : `${row.header.name}: ${row.header.includes}`);
        const when = [[row.status ?? []].flat().join(', '), holds].filter((text) => text !== '').join(' with ') || 'any';
        return plain(`${when}: ${failureNames[row.class]}: ${row.meaning}${row.hint === undefined ? '' : ` (${row.hint})`}`, 400);
      }),
    ),
    '',
    colors.dim(`  set-up and limits: connectors/${name}/README.md`),
  ];
}

function settingText({ path, type, required, fallback, secret, description }: ConnectorView['settings'][number]): string[] {
  const marks = [
    type,
    ...(required ? ['required'] : []),
    ...(fallback === '' ? [] : [`default ${fallback}`]),
    ...(secret ? ['names a secret'] : []),
  ];
  return [plain(`${path} (${marks.join('; ')})`, 300), ...(description === '' ? [] : [`    ${plain(description, 400)}`])];
}
