import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failureOf, pagesSince, type SourceEvent } from '#libs/connector-kit';
import { localPlace } from './place.ts';
import { mapRow } from './row.map.ts';
import { createFilePoller } from './take-files.ts';
import { type Take, take } from './take-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'take-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const columns = [
  { name: 'NO', to: 'number', required: true },
  { name: 'NAME', to: 'name' },
  { name: 'LIMIT', to: 'limit', as: 'number' },
];
const base = { folder: 'x', pattern: '*.csv', format: 'csv', model: 'account', columns, record: ['number'] };
const settingsOf = (more: object = {}): Take => take.parse({ ...base, ...more });

let clock = 1_700_000_000;
/** Each file is a second older than the next one. */
function put(name: string, content: string | Buffer): void {
  writeFileSync(join(folder, name), content);
  clock += 1;
  utimesSync(join(folder, name), clock, clock);
}

const signal = new AbortController().signal;

/** Everything that is taken in one look, the last page acknowledged unless the process is killed before. */
async function look(more: object = {}, killedAfterPages = Number.POSITIVE_INFINITY): Promise<SourceEvent[]> {
  const poller = createFilePoller(localPlace, folder, settingsOf(more));
  const events: SourceEvent[] = [];
  let pages = 0;
  for await (const page of pagesSince(poller, 0)) {
    events.push(...page.events);
    pages += 1;
    if (pages === killedAfterPages) break;
  }
  return events;
}

const left = () => readdirSync(folder).sort();
const told = ({ record, defect, body }: SourceEvent) => defect ?? `${record}: ${body.toString()}`;
const row = (number: string, name: string | null, limit: number | null) => `${number}: ${JSON.stringify({ number, name, limit })}`;

describe('how a file may be written', () => {
  it.each<[string, object, string | Buffer, string[]]>([
    ['plain', {}, 'NO,NAME,LIMIT\nA,x,1.5\n', [row('A', 'x', 1.5)]],
    ['with a byte order mark and CRLF', {}, '\ufeffNO,NAME,LIMIT\r\nA,x,1.5\r\n', [row('A', 'x', 1.5)]],
    ['of another country', { decimal: ',' }, 'NO;NAME;LIMIT\nA;x;1.234,5\n', [row('A', 'x', 1234.5)]],
    ['with tabs', {}, 'NO\tNAME\tLIMIT\nA\tx\t\n', [row('A', 'x', null)]],
    ['UTF-16', {}, Buffer.from('\ufeffNO,NAME,LIMIT\nA,ä,1\n', 'utf16le'), [row('A', 'ä', 1)]],
    ['Windows-1252', { encoding: 'windows-1252' }, Buffer.from('NO,NAME,LIMIT\nA,\xe4,1\n', 'latin1'), [row('A', 'ä', 1)]],
    ['quotes, line ends and a column more', {}, 'X,NO,NAME,LIMIT\n9,A,"x, ""y""\nz",1\n', [row('A', 'x, "y"\nz', 1)]],
    ['JSON', { format: 'json', at: 'data.rows' }, '{"data":{"rows":[{"NO":"A","NAME":"x","LIMIT":2}]}}', [row('A', 'x', 2)]],
    [
      'XML',
      { format: 'xml', at: 'r', decimal: ',' },
      '<a><r><NO>A</NO><NAME>x&amp;y</NAME><LIMIT>1,5</LIMIT></r><r><NO>B</NO></r></a>',
      [row('A', 'x&y', 1.5), row('B', null, null)],
    ],
  ])('%s', async (_name, more, content, expected) => {
    put('a.csv', content);
    expect((await look(more)).map(told)).toEqual(expected);
    expect(left()).toEqual(['done']);
  });

  it.each<[string, object, string | Buffer, RegExp]>([
    ['bytes of another encoding', {}, Buffer.from('NO,NAME,LIMIT\nA,\xe4,1\n', 'latin1'), /no utf-8: set `take.encoding`/],
    ['a column missing', {}, 'NO,LIMIT\nA,1\n', /no column "NAME" \(found: NO, LIMIT\)/],
    ['no rows at all', {}, '', /no column "NO"/],
    ['two columns of one name', {}, 'NO,NAME,LIMIT,NO\n', /two columns/],
    ['no JSON', { format: 'json' }, '{', /JSON/],
    ['no list', { format: 'json', at: 'rows' }, '{}', /no list at rows/],
    ['an entity bomb', { format: 'xml', at: 'r' }, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', /document type/],
    ['too large', { maxBytes: 10 }, 'NO,NAME,LIMIT\n', /at most 10 are taken/],
  ])('%s refuses the file, and says why', async (_name, more, content, why) => {
    put('a.csv', content);
    const [event, ...others] = await look(more);
    expect(event?.defect).toMatch(why);
    expect(event?.defect).toContain('a.csv');
    expect(others).toEqual([]);
    expect(left()).toEqual(['refused']);
  });
});

it('a bad row is parked by itself, with its number and column', async () => {
  put('a.csv', 'NO,NAME,LIMIT\nA,x,1\n,x,2\nC,x,many\nD,x\nE,x"y,5\nF,x,6\n');
  const events = await look();
  expect(events.map(told)).toEqual([
    row('A', 'x', 1),
    'row 3 of a.csv: column "NO" is empty',
    'row 4 of a.csv: column "LIMIT" is "many", which is no number with the decimal sign .',
    'row 5 of a.csv: 2 values, but the header has 3',
    expect.stringMatching(/^row 6 of a\.csv: .*[Qq]uote/),
    row('F', 'x', 6),
  ]);
  expect(events[2]?.body.toString()).toBe('C,x,many');
});

describe('which files are taken', () => {
  it('complete ones, oldest first', async () => {
    put('b.csv', 'NO,NAME,LIMIT\nB,x,1\n');
    put('a.csv', 'NO,NAME,LIMIT\nA,x,1\n');
    for (const name of ['.a.csv', 'c.csv.part', 'd.csv.tmp', 'e.txt']) put(name, 'NO,NAME,LIMIT\nX,x,1\n');
    writeFileSync(join(folder, 'still.csv'), 'NO,NA');
    expect((await look()).map(({ record }) => record)).toEqual(['B', 'A']);
    expect(left()).toEqual(['.a.csv', 'c.csv.part', 'd.csv.tmp', 'done', 'e.txt', 'still.csv']);
  });

  it('with a control file only once it is there, and only when it fits', async () => {
    const content = 'NO,NAME,LIMIT\nA,x,1\n';
    put('a.csv', content);
    put('b.csv', content);
    expect(await look({ control: 'sha256' })).toEqual([]);
    put('a.csv.sha256', `${createHash('sha256').update(content).digest('hex')}  a.csv\n`);
    put('b.csv.sha256', `${'0'.repeat(64)}  b.csv\n`);
    const events = await look({ control: 'sha256' });
    expect(events.map(told)).toEqual([row('A', 'x', 1), expect.stringContaining('another hash')]);
    expect(left()).toEqual(['done', 'refused']);
  });

  it('none of a folder that is not there', async () => {
    expect(await createFilePoller(localPlace, join(folder, 'none'), settingsOf()).changedSince(0, null, signal)).toEqual({
      events: [],
      next: null,
    });
  });

  it('a folder that can not be read is told', async () => {
    put('file', '');
    const poller = createFilePoller(localPlace, join(folder, 'file', 'x'), settingsOf());
    expect(await failureOf(poller.changedSince(0, null, signal))).toMatchObject({ class: 'down', scope: 'system' });
  });
});

describe('a file that comes again', () => {
  const rows = (count: number) => `NO,NAME,LIMIT\n${Array.from({ length: count }, (_one, at) => `N${at},x,${at}\n`).join('')}`;

  it.each([1, 2, 3])('after a kill with %s pages sent, has the same ids, and then goes to done', async (pages) => {
    put('a.csv', rows(1_200));
    const before = await look({}, pages);
    expect(existsSync(join(folder, 'a.csv'))).toBe(true);
    const after = await look();
    expect(after).toHaveLength(1_200);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after.map(({ eventId }) => eventId)).size).toBe(1_200);
    expect(left()).toEqual(['done']);
    expect(await look()).toEqual([]);
  });

  it('is not put away before its last page is safe', async () => {
    put('a.csv', rows(500));
    await look({}, 1);
    expect(left()).toEqual(['a.csv']);
  });

  it('under another name is the same, unless repeats are taken', async () => {
    put('a.csv', rows(1));
    const [first] = await look();
    put('b.csv', rows(1));
    const [again] = await look();
    put('b.csv', rows(1));
    const [anew] = await look({ repeats: 'take' });
    expect(again?.eventId).toBe(first?.eventId);
    expect(anew?.eventId).not.toBe(first?.eventId);
    expect(readdirSync(join(folder, 'done')).sort()).toEqual(['a.csv', 'b.csv', expect.stringMatching(/^[0-9a-f]{8}-b\.csv$/)]);
  });
});

it('a row becomes a record of its model, as old as its file', async () => {
  put('a.csv', 'NO,NAME,LIMIT\nA,x,1\n');
  const at = Math.floor(statSync(join(folder, 'a.csv')).mtimeMs);
  const [event] = await look();
  if (event === undefined) throw new Error('no row');
  expect(mapRow(event.body, {}, event.attributes, { take: base })).toEqual({
    kind: 'mapped',
    model: 'custom',
    occurredAt: at,
    value: { model: 'account', value: '{"number":"A","name":"x","limit":1}', links: [], extra: {} },
  });
  expect(mapRow(event.body, {}, {}, { take: base }).kind).toBe('rejected');
});
