import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { limits } from './cel-env.ts';
import { type CaseEnd, runCases } from './testdata/cel-cases.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '..', 'shared', 'data', 'conformance-cel');
const page = join(root, 'docs', 'reference', 'cel.md');
const present = existsSync(folder);

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ');
const code = (text: string): string => `\`${cell(text).replaceAll('`', "'").slice(0, 120)}\``;

function pageText(files: readonly { readonly file: string; readonly ends: readonly CaseEnd[] }[]): string {
  const all = files.flatMap(({ ends }) => ends);
  const count = (ends: readonly CaseEnd[], end: CaseEnd['end']): number => ends.filter((each) => each.end === end).length;
  const reasons = Map.groupBy(
    all.filter(({ end }) => end === 'not for us'),
    ({ why }) => why,
  );
  return [
    '<!-- DO NOT EDIT: written by UPDATE_GOLDEN=1 on libs/flow/cel-conformance.test.ts -->',
    '# CEL: conditions and expressions',
    '',
    'Conditions (`when`) and `expr` rows are [CEL](https://cel.dev) over the source record, which goes by the name of its model: `event.severity`, `incident.title`. Every path is typed',
    'against the model before anything runs. A comparison with a field that has no value is neither true nor false; `has(...)`, `== null` and `!= null` ask for absence.',
    '',
    `Limits: ${limits.length} characters, ${limits.nodes} parts, nested ${limits.depth} deep, loops (\`exists\`, \`all\`, ...) nested ${limits.comprehensionDepth} deep; a regular expression (\`matches\`)`,
    `has at most ${limits.pattern} characters, is a constant in RE2 syntax and runs in linear time. An expression reaches nothing but the fields that it names.`,
    '',
    '## The public cases of cel-spec',
    '',
    'Half of the public conformance cases, as they were found. A case that is for us passes when the value is the one of the specification, or when an error is due and the expression is refused,',
    'fails, or is told to have no value.',
    '',
    '| file | passed | failed | not for us |',
    '| --- | --- | --- | --- |',
    ...files.map(({ file, ends }) => `| ${file} | ${count(ends, 'passed')} | ${count(ends, 'failed')} | ${count(ends, 'not for us')} |`),
    `| all | ${count(all, 'passed')} | ${count(all, 'failed')} | ${count(all, 'not for us')} |`,
    '',
    '### Not for us',
    '',
    '| why | cases |',
    '| --- | --- |',
    ...[...reasons].sort(([, a], [, b]) => b.length - a.length).map(([why, cases]) => `| ${cell(why)} | ${cases.length} |`),
    '',
    '### Failed',
    '',
    'Lists and maps hold values of one type here; the library takes a key that stands twice.',
    '',
    '| case | expression | what came |',
    '| --- | --- | --- |',
    ...all
      .filter(({ end }) => end === 'failed')
      .map(({ section, name, expr, why }) => `| ${cell(`${section}/${name}`)} | ${code(expr)} | ${cell(why).slice(0, 160)} |`),
    '',
  ].join('\n');
}

(present ? describe : describe.skip)('the public cases of cel-spec (skipped where ../shared/data is absent)', () => {
  const files = globSync('*.textproto', { cwd: present ? folder : root })
    .sort()
    .map((file) => ({ file: basename(file, '.textproto'), ends: present ? runCases(readFileSync(join(folder, file), 'utf8')) : [] }));

  it('come out as the reference says', () => {
    const text = pageText(files);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });

  it('pass nine times of ten where they are for us', () => {
    const ours = files.flatMap(({ ends }) => ends).filter(({ end }) => end !== 'not for us');
    expect(ours.length).toBeGreaterThan(100);
    expect(ours.filter(({ end }) => end === 'passed').length / ours.length).toBeGreaterThan(0.9);
  });
});
