import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Call, type TargetObject, toFailure } from '#libs/connector-kit';
import { fileNameOf } from './file-name.ts';
import { connector } from './index.ts';

const call: Call = { changed: null, deliveryId: 'd', traceparent: null, signal: new AbortController().signal };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function incidents(at = folder): TargetObject {
  const context = { system: 'files', address: '', secret: () => '', callTimeoutMs: 1_000 };
  const incident = connector.connect?.({ folder: at }, context).objects.incident;
  if (incident === undefined) throw new Error('no incident object');
  return incident;
}
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('names', () => {
  it.each([
    ['INC0000045', 'INC0000045.json'],
    ['A.B-C_1', 'A.B-C_1.json'],
  ])('%s is kept', (key, name) => expect(fileNameOf(key)).toBe(name));

  it.each(['../../etc/passwd', '..', '.', '', 'a/b', 'a\\b', 'nul', 'CON', 'x\0y', 'inc1', 'ü', `K${'9'.repeat(300)}`])(
    '%j is changed and marked',
    (key) => {
      expect(fileNameOf(key)).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*-[0-9a-f]{16}\.json$|^-[0-9a-f]{16}\.json$/);
    },
  );

  it('no two keys share a file, whatever the case, and none leads out of the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        fc.pre(a !== b);
        expect(fileNameOf(a).toLowerCase()).not.toBe(fileNameOf(b).toLowerCase());
        expect(join('/root/x', fileNameOf(a)).startsWith('/root/x/')).toBe(true);
      }),
    );
    expect(fileNameOf('ABC').toLowerCase()).not.toBe(fileNameOf('abc').toLowerCase());
  });
});

describe('writing', () => {
  it('a record is one file, a repeat the same file', async () => {
    const object = incidents();
    const written = await object.createRecord('INC1', { title: 'one' }, call);
    await object.createRecord('INC1', { title: 'one' }, call);
    expect(written).toMatchObject({ remoteId: 'INC1', url: expect.stringMatching(/INC1\.json$/) });
    expect(read('INC1.json')).toEqual({ key: 'INC1', model: 'incident', record: { title: 'one' } });
    expect(readdirSync(folder)).toEqual(['INC1.json']);
  });

  it('an update keeps the fields it does not name', async () => {
    const object = incidents();
    await object.createRecord('INC1', { title: 'one', status: 'new' }, call);
    await object.updateRecord('INC1', { status: 'closed' }, call);
    expect(read('INC1.json')).toMatchObject({ record: { title: 'one', status: 'closed' } });
  });

  it('an update of a missing or broken file writes what is known', async () => {
    const object = incidents();
    writeFileSync(join(folder, 'INC2.json'), '{"key":');
    await object.updateRecord('INC2', { status: 'closed' }, call);
    await object.updateRecord('INC3', { status: 'closed' }, call);
    expect(read('INC2.json')).toMatchObject({ record: { status: 'closed' } });
    expect(read('INC3.json')).toMatchObject({ record: { status: 'closed' } });
  });

  it('many at once all arrive, and no part of a file is left', async () => {
    const object = incidents();
    await Promise.all(Array.from({ length: 50 }, (_, i) => object.createRecord(`INC${i}`, { title: String(i) }, call)));
    expect(readdirSync(folder)).toHaveLength(50);
    expect(readdirSync(folder).every((name) => name.endsWith('.json'))).toBe(true);
  });

  it('a record that is in other hands by the time the file is ready stays as they left it', async () => {
    const object = incidents();
    await object.createRecord('INC1', { status: 'new' }, call);
    const late = object.updateRecord('INC1', { status: 'new' }, { ...call, holds: () => false });
    expect(await late.catch(toFailure)).toMatchObject({ class: 'transient', scope: 'lane' });
    expect(readdirSync(folder)).toEqual(['INC1.json']);
    const before = readFileSync(join(folder, 'INC1.json'), 'utf8');
    await object.createRecord('INC1', { status: 'closed' }, { ...call, holds: () => false }).catch(toFailure);
    expect(readFileSync(join(folder, 'INC1.json'), 'utf8')).toBe(before);
  });

  it('a folder that is a file is a trouble of the system', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    const failure = await incidents(blocked).createRecord('INC1', {}, call).catch(toFailure);
    expect(failure).toMatchObject({ class: 'down', scope: 'system' });
  });

  it('a name taken by a folder is a trouble of the record, and leaves nothing behind', async () => {
    mkdirSync(join(folder, 'INC1.json'));
    const failure = await incidents().createRecord('INC1', {}, call).catch(toFailure);
    expect(failure).toMatchObject({ class: 'invalid', scope: 'record' });
    expect(readdirSync(folder)).toEqual(['INC1.json']);
  });
});
