import { describe, expect, it } from '@jest/globals';
import { toFailure } from '#libs/failures';
import { answerJson, classify } from './classify.ts';
import type { HttpReply } from './http.ts';
import { retryAtOf } from './told-times.ts';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const reply = (status: number, headers: Record<string, string> = {}, body = ''): HttpReply => ({ status, headers, body });
const HOUR = 3_600_000;

describe('defaults by status (reliability.md 2.3)', () => {
  it.each([
    [[408, 425, 500, 502, 503, 504, 507], 'transient', 'record'],
    [[429], 'rateLimit', 'endpoint'],
    [[401, 407], 'auth', 'credential'],
    [[400, 403, 404, 405, 409, 410, 412, 413, 415, 418, 422, 501], 'invalid', 'record'],
    [[301, 302, 303, 307, 308], 'down', 'system'],
    [[102, 0], 'unknown', 'record'],
  ])('%j are %s of a %s', (statuses, kind, scope) => {
    for (const status of statuses)
      expect(classify([], reply(status), NOW)).toMatchObject({ class: kind, scope, evidence: { code: String(status) } });
  });

  it('a redirect to a sign-in page is the credential', () => {
    for (const location of ['/login.do', 'https://id.example.org/signin?x', 'https://sso.example.org/', '/oauth/authorize'])
      expect(classify([], reply(302, { location }), NOW)).toMatchObject({ class: 'auth', scope: 'credential' });
    for (const location of ['https://example.org/catalogin', '/v2/blogs', '/authors', ''])
      expect(classify([], reply(302, { location }), NOW)).toMatchObject({ class: 'down', scope: 'system' });
  });

  it('any other redirect is a wrong address, told by its host alone', () => {
    const { evidence } = classify([], reply(301, { location: 'https://new.example.org/t?number=INC1&token=canary' }), NOW);
    expect(evidence).toMatchObject({ message: expect.stringContaining('new.example.org,'), hint: expect.stringContaining('address') });
    expect(JSON.stringify(evidence)).not.toMatch(/canary|INC1/);
  });

  it('503 with Retry-After is a rate limit, without it is not', () => {
    expect(classify([], reply(503, { 'retry-after': '5' }), NOW)).toMatchObject({
      class: 'rateLimit',
      scope: 'endpoint',
      retryAt: NOW + 5_000,
    });
    expect(classify([], reply(503), NOW)).not.toHaveProperty('retryAt');
  });

  it.each([
    [reply(500), true],
    [reply(502), true],
    [reply(503), true],
    [reply(503, { 'retry-after': '5' }), undefined],
    [reply(504), true],
    [reply(501), undefined],
    [reply(429), undefined],
    [reply(408), undefined],
    [reply(400), undefined],
  ])('whether %j leaves open that the work was done', (answer, mayHaveActed) => {
    expect(classify([], answer, NOW).mayHaveActed).toBe(mayHaveActed);
  });

  it("a refusal in a connector's own words leaves nothing open, a wait that a gateway asks for does", () => {
    const row = { status: [500, 502], meaning: 'told' } as const;
    expect(classify([{ ...row, class: 'invalid', scope: 'record' }], reply(500), NOW).mayHaveActed).toBeUndefined();
    expect(classify([{ ...row, class: 'rateLimit', scope: 'endpoint' }], reply(502), NOW).mayHaveActed).toBe(true);
  });

  it("a connector's own row comes first, and the first of those wins", () => {
    const rows = [
      { status: 403, bodyIncludes: 'quota', class: 'rateLimit', scope: 'credential', meaning: 'quota' },
      { status: [403, 404], class: 'auth', scope: 'credential', meaning: 'rights' },
    ] as const;
    expect(classify(rows, reply(403, {}, 'daily quota'), NOW)).toMatchObject({
      class: 'rateLimit',
      evidence: { message: 'Answered 403: quota' },
    });
    expect(classify(rows, reply(403), NOW)).toMatchObject({ class: 'auth' });
    expect(classify(rows, reply(400), NOW)).toMatchObject({ class: 'invalid' });
  });
});

describe('Retry-After (F13)', () => {
  it.each([
    ['seconds', { 'retry-after': '30' }, NOW + 30_000],
    ['an HTTP-date', { 'retry-after': 'Mon, 05 Jan 2026 10:01:00 GMT' }, NOW + 60_000],
    ['a date gone by', { 'retry-after': 'Mon, 05 Jan 2026 09:00:00 GMT' }, null],
    ['10^9 seconds: capped', { 'retry-after': '1000000000' }, NOW + HOUR],
    ['a date in ten years: capped', { 'retry-after': 'Mon, 05 Jan 2036 10:00:00 GMT' }, NOW + HOUR],
    ['garbage', { 'retry-after': 'soon' }, null],
    ['zero', { 'retry-after': '0' }, null],
    ['negative', { 'retry-after': '-5' }, null],
    ['missing', {}, null],
    ['a reset in epoch seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 90) }, NOW + 90_000],
    ['seconds left (PagerDuty REST)', { 'ratelimit-reset': '45' }, NOW + 45_000],
    ['the Beta- prefix (Jira)', { 'beta-retry-after': '9' }, NOW + 9_000],
    ['a reset in ISO', { 'x-ratelimit-reset': '2026-01-05T10:02:00Z' }, NOW + 120_000],
    ['Retry-After before reset', { 'retry-after': '1', 'x-ratelimit-reset': '2026-01-05T10:02:00Z' }, NOW + 1_000],
    [
      'a date, by a clock of ours that is an hour ahead',
      { 'retry-after': 'Mon, 05 Jan 2026 09:01:00 GMT', date: 'Mon, 05 Jan 2026 09:00:00 GMT' },
      NOW + 60_000,
    ],
    [
      'a date, by a clock of ours that is an hour behind',
      { 'retry-after': 'Mon, 05 Jan 2026 11:01:00 GMT', date: 'Mon, 05 Jan 2026 11:00:00 GMT' },
      NOW + 60_000,
    ],
    ['garbage, then reset', { 'retry-after': 'x', 'x-ratelimit-reset': '2026-01-05T10:02:00Z' }, NOW + 120_000],
  ])('%s', (_name, headers, at) => expect(retryAtOf(headers as Record<string, string>, NOW)).toBe(at));
});

describe('what a 2xx says (F20)', () => {
  const html = { 'content-type': 'text/html' };
  const failure = (answer: HttpReply) => {
    try {
      return answerJson([{ status: 200, bodyIncludes: 'ibernating', class: 'transient', scope: 'system', meaning: 'asleep' }], answer, NOW);
    } catch (error) {
      return toFailure(error);
    }
  };
  it.each([
    ['a sign-in page', reply(200, html, '<html><form><input type="password"></form></html>'), { class: 'auth', scope: 'credential' }],
    ['a page', reply(200, html, '<html>Welcome</html>'), { class: 'down', scope: 'system' }],
    ['a page that says it is JSON', reply(200, { 'content-type': 'application/json' }, ' <!DOCTYPE html><p>'), { class: 'down' }],
    ['a page the connector knows', reply(200, html, '<html>Hibernating</html>'), { class: 'transient', scope: 'system' }],
    ['nothing', reply(200), { class: 'unknown', scope: 'record' }],
    ['half a body', reply(201, {}, '{"result":{"a'), { class: 'unknown', scope: 'record' }],
    ['a refusal', reply(422, {}, '{}'), { class: 'invalid' }],
    ['a redirect', reply(302, {}, ''), { class: 'down', scope: 'system' }],
  ])('%s', (_name, answer, expected) => expect(failure(answer)).toMatchObject(expected));
  it('JSON is handed on', () => expect(failure(reply(201, {}, '{"a":1}'))).toEqual({ a: 1 }));
});

it('no secret is left in the excerpt', () => {
  const failure = classify([], reply(400, {}, `{"password":"hunter2","said":"canary-1","auth":"Bearer abcdefgh"}${' '.repeat(900)}`), NOW, [
    'canary-1',
  ]);
  expect(failure.evidence.excerpt).toBe('{"password":***,"said":"***","auth":"Bearer ***"}');
});
