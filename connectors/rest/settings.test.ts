/** What a system file may not say, and the words for it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { settings } from './settings.ts';

type Tree = Record<string, unknown>;

const read = (name: string): Tree =>
  (parse(readFileSync(new URL(`testdata/${name}.yaml`, import.meta.url), 'utf8')) as { spec: { settings: Tree } }).spec.settings;

/** A copy with another value at one place; undefined takes it away. */
function changed(path: string, value: unknown): Tree {
  const copy = read('tracker');
  const names = path.split('/');
  const last = names.pop() ?? '';
  let here = copy;
  for (const name of names) here = here[name] as Tree;
  if (value === undefined) delete here[last];
  else here[last] = value;
  return copy;
}

const issuesOf = (given: unknown): readonly string[] => {
  const parsed = settings.safeParse(given);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

const I = 'models/incident';
const R = 'receive/incident';
const row = { class: 'invalid', scope: 'record', meaning: 'refused' };

it.each(['tracker', 'ledger'])('%s.yaml is taken', (name) => expect(issuesOf(read(name))).toEqual([]));

it.each<[string, unknown, string]>([
  ['auth/type', 'oauth', "auth.type: .*'oauth2'"],
  ['auth/secret', 'plain', 'auth.secret: names a secret'],
  ['auth/token', 'http://elsewhere.example/token', 'auth.token: is a path below the address, or an https URL'],
  ['timezone', 'Mars', 'timezone: is no IANA time zone'],
  ['models/In cidents', {}, 'models.In cidents: Invalid key'],
  [`${I}/fields/headline`, 5, 'headline: takes a path, or { from'],
  [`${I}/fields/headline`, { form: 'title' }, 'headline: from: .*Unrecognized key: "form"'],
  [`${I}/fields/headline`, 'a..b', 'headline: is a path such as'],
  [`${I}/fields/headline`, 'constructor()', 'headline: is a path such as'],
  [`${I}/create/path`, 'api', 'create.path: begins with one /'],
  [`${I}/create/path`, '//elsewhere.example/x', 'create.path: begins with one /'],
  [`${I}/create/path`, '/a?b={{key}}', 'create.path: .*no query'],
  [`${I}/create/path`, '/a/../b', 'create.path: has no . or ..'],
  [`${I}/create/path`, '/a/{{remote}}', 'create.path: {{remote}} is nothing here'],
  [`${I}/create/method`, 'GET', 'create.method: .*"POST"'],
  [`${I}/create/body`, {}, 'create.body: needs one of: json, form, xml'],
  [`${I}/create/body`, { json: { a: '{{' } }, "create.body.json.a: '{{' is never closed"],
  [`${I}/create/body`, { json: { a: ['{{nope.x}}'] } }, 'create.body.json.a.0: {{nope}} is nothing here'],
  [`${I}/create/body`, { json: { '...': 7 } }, 'create.body.json....: takes one hole'],
  [`${I}/create/body`, { xml: { a: '', b: '' } }, 'create.body.xml: has one root element'],
  [`${I}/create/body`, { json: { a: '{{want.title}}' } }, 'create: sends neither {{key}} nor {{keyHash}}'],
  [`${I}/create/idempotency`, 'once', 'create.idempotency: '],
  [`${I}/create/answer`, {}, 'create.answer.id: is needed'],
  [`${I}/create/answer/id`, { header: 'Location', lst: true }, 'create.answer.id: Unrecognized key: "lst"'],
  [`${I}/create/headers`, { authorization: 'x' }, 'create.headers.authorization: is set by Junctor'],
  [`${I}/create/headers`, { 'x a': 'x' }, 'create.headers.x a: is the name of a header'],
  [`${I}/find`, undefined, 'find: is needed, since create is searchable'],
  [`${I}/find/paging`, { style: 'scroll' }, "find.paging.style: .*'cursor'"],
  [`${I}/find/paging`, { style: 'cursor', parameter: 'x' }, 'find.paging.at: '],
  [`${I}/get`, undefined, ''],
  [`${I}/update`, undefined, ''],
  [`${I}/after/0/unless`, undefined, 'after.0: may be done twice'],
  [`${I}/after/0/name`, undefined, 'after.0.name: '],
  ['errors', [row], 'errors.0: needs one of: status'],
  ['errors', [{ ...row, status: 400, class: 'bug' }], 'errors.0.class: '],
  ['errors', [{ ...row, when: { path: 'a' } }], 'errors.0.when: needs one of: is, isNot, isThere'],
  ['success', [{ path: '', is: ['a'] }], 'success.0.path: is a path'],
  ['webhook', undefined, 'webhook: is needed'],
  ['webhook/auth/signed', '{{timestamp}}', 'webhook.auth.signed: must sign {{body}}'],
  [`${R}/fields/status`, { from: 'stage', values: { a: 'opened' } }, 'fields.status: "opened" is no canonical word; one of: new'],
  [`${R}/fields/titel`, 'x', 'fields.titel: is no field of incident; there are: number, title'],
  [`${R}/fields/meta`, 'x', 'fields.meta: is no field of incident'],
  [`${R}/fields/title`, undefined, 'fields: needs title'],
  [`${R}/fields/openedAt`, 'created', 'fields.openedAt: is a moment: say in `time`'],
  [`${R}/fields/openedAt`, { from: 'created', time: 'DD.MM' }, 'fields.openedAt.*: is iso, epochSeconds'],
  [`${R}/fields/links`, 'web', 'fields.links: is a list of records'],
  [`${R}/fields/links`, [{ url: 'web' }], 'fields.links.0: needs rel'],
  [`${R}/fields/comments`, { each: 'notes', fields: { id: 'id', text: 'x' } }, 'fields.comments.fields: needs at'],
  [`${R}/fields/ciKeys`, { each: 'items', fields: { name: 'x' } }, 'fields.ciKeys: is no list of records'],
  [`${R}/fields/title`, { each: 'items', take: 'x' }, 'fields.title: is no list of texts'],
  [`${R}/fields/comments`, { each: 'notes', take: 'id' }, 'fields.comments: is a list of records'],
  [`${R}/fields/ciKeys`, { each: 'items', take: 'a..b' }, 'fields.ciKeys: '],
  [`${R}/occurredAt`, 'modified', 'occurredAt: '],
  [`${R}/version`, undefined, 'version: is needed with poll'],
  [`${R}/webhook`, undefined, ''],
])('%s = %j', (path, value, expected) => {
  const issues = issuesOf(changed(path, value)).join('\n');
  if (expected === '') expect(issues).toBe('');
  else expect(issues).toMatch(new RegExp(expected.replaceAll('{{', '\\{\\{').replaceAll('}}', '\\}\\}').replaceAll('{ ', '\\{ ')));
});

it('tells of everything at once', () => {
  const many = { ...changed('timezone', 'Mars'), success: [{ path: '..', is: [] }], errors: [{ status: 'x' }] };
  expect(issuesOf(many).length).toBeGreaterThanOrEqual(6);
});

describe('a change that would forget number and URL', () => {
  it('is refused', () => {
    const given = changed(`${I}/get`, undefined);
    ((given.models as Tree).incident as { update: Tree }).update.answer = {};
    expect(issuesOf(given)).toEqual([expect.stringContaining('update.answer: names no number and url')]);
  });
});
