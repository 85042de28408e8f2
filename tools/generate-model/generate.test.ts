import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { typeForSchema } from '#libs/model';
import { generate, staleFiles, writeFiles } from './generate.ts';
import { readModels } from './schema-files.ts';

const root = resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'junctor-generate-'));
const schemas = join(scratch, 'schemas');
const out = join(scratch, 'generated');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(schemas, { recursive: true, force: true });
  cpSync(join(root, 'schemas'), schemas, { recursive: true });
});

const edit = (path: string, change: (text: string) => string): void => {
  const file = join(schemas, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};
const addContract = (): void => {
  mkdirSync(join(schemas, 'canonical/contract'));
  cpSync(join(import.meta.dirname, 'testdata/contract.v1.avsc'), join(schemas, 'canonical/contract/v1.avsc'));
};

/** Messages of the compiler for a program over the generated types. */
function compile(source: string): readonly string[] {
  const file = join(out, 'use.ts');
  writeFileSync(file, source);
  const options = { strict: true, noEmit: true, allowImportingTsExtensions: true, module: ts.ModuleKind.NodeNext, types: ['node'] };
  const program = ts.createProgram([file], { ...options, target: ts.ScriptTarget.ES2024, typeRoots: [join(root, 'node_modules/@types')] });
  return ts.getPreEmitDiagnostics(program).map((each) => ts.flattenDiagnosticMessageText(each.messageText, ' '));
}

describe('the committed files', () => {
  it('are what the schemas make', () => {
    expect(staleFiles(generate(join(root, 'schemas')), join(root, 'libs/model/generated'))).toEqual([]);
  });

  it('are found stale when one differs or is absent', () => {
    const files = generate(schemas);
    writeFiles(files, out);
    expect(staleFiles(files, out)).toEqual([]);
    writeFileSync(join(out, 'types.ts'), '// edited');
    rmSync(join(out, 'topics.ts'));
    expect(staleFiles(files, out)).toEqual(['types.ts', 'topics.ts']);
  });
});

describe('a further model', () => {
  const contract = (more: string): string =>
    `import type { Meta, Models } from './types.ts';\nexport const contractOf = (meta: Meta): Models['contract'] => ({ meta, title: 'x', knownError: false, priority: null, incidents: [], links: [], context: null, extra: {}${more} });\n`;

  it('needs files only, and gets types', () => {
    addContract();
    cpSync(join(schemas, 'topics/canonical.ci.yaml'), join(schemas, 'topics/canonical.contract.yaml'));
    edit('topics/canonical.contract.yaml', (text) =>
      text.replaceAll('canonical.ci', 'canonical.contract').replaceAll('canonical/ci', 'canonical/contract'),
    );
    const files = generate(schemas);
    writeFiles(files, out);
    expect(compile(contract(''))).toEqual([]);
    expect(compile(contract(', severity: 1'))).not.toEqual([]);
    expect(files.get('values.ts')).toContain("'ci', 'contract', 'custom'");
    expect(files.get('topics.ts')).toContain('"junctor.canonical.contract.v1"');
  });

  it('gets a codec', () => {
    addContract();
    const model = readModels(schemas).find((each) => each.name === 'contract');
    const type = typeForSchema(model?.schema);
    const example = JSON.parse(readFileSync(join(schemas, 'examples/event/v1/firing.json'), 'utf8')) as { meta: unknown };
    const value = {
      meta: example.meta,
      title: 'x',
      knownError: true,
      priority: 'high',
      incidents: ['a'],
      links: [],
      context: null,
      extra: { a: 'b' },
    };
    expect(type.fromBuffer(type.toBuffer(value))).toEqual(value);
  });
});

describe('a broken schema stops the generator', () => {
  it.each<[string, string, (text: string) => string, string]>([
    [
      'an unknown part',
      'canonical/ci/v1.avsc',
      (text) => text.replace('model.CiStatus', 'model.CiState'),
      'canonical/ci/v1.avsc names io.junctor.model.CiState',
    ],
    ['no JSON', 'canonical/ci/v1.avsc', (text) => text.slice(1), 'canonical/ci/v1.avsc is not JSON'],
    [
      'a rule broken',
      'canonical/ci/v1.avsc',
      (text) => text.replace('"doc": "Site, room or region."', '"doc": " "'),
      'ci.location: no doc',
    ],
    ['another record name', 'pipeline/raw/v1.avsc', (text) => text.replace('"Raw"', '"Captured"'), 'the record must be called Raw'],
    [
      'a part under another name',
      'canonical/parts/Link.avsc',
      (text) => text.replace('"Link"', '"Hyperlink"'),
      'name the file Hyperlink.avsc',
    ],
    [
      'a second type of one name',
      'pipeline/raw/v1.avsc',
      (text) =>
        text.replace(
          '"io.junctor.pipeline.Channel"',
          '{ "type": "record", "name": "Link", "namespace": "io.junctor.pipeline", "doc": "x", "fields": [{ "name": "a", "type": "string", "doc": "x", "businessName": "x" }] }',
        ),
      'both define a type Link',
    ],
    ['retention below seven days', 'topics/raw.yaml', (text) => text.replace("'604800000'", "'86400000'"), 'at least seven days'],
    ['an unknown key', 'topics/raw.yaml', (text) => `${text}retain: long\n`, 'retain'],
    ['another compatibility', 'topics/raw.yaml', (text) => text.replace('BACKWARD_TRANSITIVE', 'NONE'), 'compatibility'],
    ['a schema that is not there', 'topics/raw.yaml', (text) => text.replace('pipeline/raw/', 'pipeline/row/'), 'is no schema'],
    ['another topic name', 'topics/raw.yaml', (text) => text.replace('junctor.raw.v1', 'junctor.rows.v1'), 'declares junctor.raw.v1'],
  ])('%s', (_, path, change, message) => {
    edit(path, change);
    expect(() => generate(schemas)).toThrow(message);
  });

  it('a second version of a model', () => {
    cpSync(join(schemas, 'canonical/ci/v1.avsc'), join(schemas, 'canonical/ci/v2.avsc'));
    expect(() => generate(schemas)).toThrow('grow a model by fields with a default');
  });
});
