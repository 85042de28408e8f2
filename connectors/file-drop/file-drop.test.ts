import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { failureOf, rehearsedCall, type TargetObject, type Want } from '#libs/connector-kit';
import { createDropFolder } from './drop-files.ts';
import { connector } from './index.ts';
import { type Drop, settings } from './settings.ts';
import { textOf } from './text.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const columns = [
  { name: 'NUMBER', from: 'number' },
  { name: 'NAME', from: 'name' },
  { name: 'LIMIT', from: 'limit' },
];
const dropOf = (more: object = {}): Drop => {
  const given = settings.parse({ folder: 'x', models: { account: { format: 'csv', columns, ...more } } });
  const account = given.models?.account;
  if (account === undefined) throw new Error('no account');
  return account;
};
const want = { number: 'A-7', name: 'Example; Ltd', limit: 1.5 };

describe('the text of a file', () => {
  it.each<[string, object, object, string]>([
    ['CSV', {}, want, 'NUMBER,NAME,LIMIT\r\nA-7,Example; Ltd,1.5\r\n'],
    [
      'CSV of another country',
      { csv: { delimiter: ';', decimal: ',', header: false, bom: true } },
      want,
      '\ufeffA-7;"Example; Ltd";1,5\r\n',
    ],
    ['quotes and line ends', { csv: { header: false } }, { name: 'a "b"\nc' }, ',"a ""b""\nc",\r\n'],
    ['a formula is defused', { csv: { header: false } }, { name: '=1+1', number: '-5', limit: -2 }, "-5,'=1+1,-2\r\n"],
    ['or kept, where that is wanted', { csv: { header: false, formulas: 'keep' } }, { name: '@x' }, ',@x,\r\n'],
    ['JSON', { format: 'json' }, want, '{\n  "NUMBER": "A-7",\n  "NAME": "Example; Ltd",\n  "LIMIT": 1.5\n}\n'],
    [
      'XML',
      { format: 'xml', xml: { root: 'accounts', record: 'account' } },
      { name: '<&>', limit: 2 },
      '<?xml version="1.0" encoding="UTF-8"?>\n<accounts>\n  <account>\n    <NUMBER></NUMBER>\n    <NAME>&lt;&amp;&gt;</NAME>\n    <LIMIT>2</LIMIT>\n  </account>\n</accounts>\n',
    ],
  ])('%s', (_name, more, record, text) => expect(textOf(dropOf(more), record as Want)).toBe(text));

  it.each<[string, object, object]>([
    ['a list', {}, { name: ['a'] }],
    ['half a surrogate pair', {}, { name: '\ud800' }],
    ['a sign that XML has not', { format: 'xml' }, { name: 'a\u0000b' }],
  ])('%s is refused, with the field', (_name, more, record) => {
    expect(() => textOf(dropOf(more), record as Want)).toThrow(/^name: /);
  });

  it('what was written as CSV is read as the same texts', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/^[=+\-@\t\r]/.test(value));
    fc.assert(
      fc.property(text, text, fc.constantFrom(',', ';', '\t', '|'), (number, name, delimiter) => {
        const written = textOf(dropOf({ csv: { delimiter } }), { number, name });
        expect(parse(written, { delimiter, record_delimiter: '\r\n', columns: true })).toEqual([{ NUMBER: number, NAME: name, LIMIT: '' }]);
      }),
    );
  });
});

const shown = (): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
function accounts(more: object = {}, into = folder): TargetObject {
  const given = { folder: into, models: { account: { format: 'csv', columns, ...more } } };
  const destination = connector.connect?.(settings.parse(given), { system: 's', address: '', secret: () => '', callTimeoutMs: 1_000 });
  const object = destination?.objects.account;
  if (object === undefined) throw new Error('no accounts');
  return object;
}

describe('a delivery', () => {
  it('is one file, whatever is in its key', async () => {
    const object = accounts({ prefix: 'acc-' });
    await object.createRecord('../A/7', want, rehearsedCall('d-1'));
    await object.updateRecord('../A/7', { ...want, limit: 2 }, rehearsedCall('d-2'));
    expect(shown()).toHaveLength(2);
    expect(shown().every((name) => /^acc-\.\._A_7-[0-9a-f]{16}\.csv$/.test(name))).toBe(true);
  });

  it('sent again adds nothing, also when the file was taken meanwhile', async () => {
    const object = accounts();
    await object.createRecord('A', want, rehearsedCall('d-1'));
    await object.createRecord('A', want, rehearsedCall('d-1'));
    const [only, ...more] = shown();
    expect(more).toEqual([]);
    unlinkSync(join(folder, only ?? ''));
    await accounts().createRecord('A', want, rehearsedCall('d-1'));
    expect(shown()).toEqual([]);
  });

  it('comes with a control file that is shown after it', async () => {
    await accounts({ control: 'sha256' }).createRecord('A', want, rehearsedCall('d-1'));
    const [data = '', control = ''] = shown();
    expect(control).toBe(`${data}.sha256`);
    expect(readFileSync(join(folder, control), 'utf8')).toMatch(new RegExp(`^[0-9a-f]{64} {2}${data}\n$`));
  });

  it('is not shown once the record is in other hands, and is by whoever has it then', async () => {
    const away = { ...rehearsedCall('d-1'), holds: () => false };
    expect(await failureOf(accounts().createRecord('A', want, away))).toMatchObject({ class: 'transient', scope: 'lane' });
    expect(shown()).toEqual([]);
    await accounts().createRecord('A', want, rehearsedCall('d-1'));
    expect(shown()).toHaveLength(1);
  });

  it.each([0, 1, 2])('a crash after %s of two renames: the rest is shown, once', async (renames) => {
    const drop = createDropFolder(folder, 30);
    const files = [
      { name: 'a.csv', text: 'data' },
      { name: 'a.csv.sha256', text: 'hash' },
    ];
    let left = renames;
    const crash = (): void => {
      if (left-- === 0) throw new Error('crash');
    };
    await drop.drop('d', files, crash).catch(() => undefined);
    const before = shown();
    expect(before).toHaveLength(renames);
    for (const name of before) unlinkSync(join(folder, name)); // the other side takes what it sees
    await createDropFolder(folder, 30).drop('d', files, () => undefined);
    expect([...before, ...shown()]).toEqual(['a.csv', 'a.csv.sha256']);
  });

  it('half a part from before the mark is written anew', async () => {
    mkdirSync(join(folder, '.junctor'));
    writeFileSync(join(folder, '.junctor', 'd.0.part'), 'ha');
    await createDropFolder(folder, 30).drop('d', [{ name: 'a.csv', text: 'half' }], () => undefined);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('half');
  });

  it('is forgotten after its time', async () => {
    await createDropFolder(folder, 30).drop('old', [], () => undefined);
    utimesSync(join(folder, '.junctor', 'old.mark'), 0, 0);
    await createDropFolder(folder, 30).drop('new', [], () => undefined);
    expect(readdirSync(join(folder, '.junctor'))).toEqual(['new.mark']);
  });

  it.each<[string, () => string, object]>([
    ['a folder that is a file', () => join(folder, 'file'), { class: 'down', scope: 'system' }],
    ['a folder below a file', () => join(folder, 'file', 'x'), { class: 'down', scope: 'system' }],
  ])('%s holds the system', async (_name, into, failure) => {
    writeFileSync(join(folder, 'file'), '');
    expect(await failureOf(accounts({}, into()).createRecord('A', want, rehearsedCall('d-1')))).toMatchObject(failure);
  });
});
