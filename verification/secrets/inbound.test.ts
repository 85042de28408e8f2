/** What a sender signs in with shows nowhere, right or wrong: not in the answer, the log, the spans, the topics, the tables. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectors } from '#connectors';
import { openSecretLine, type SecretLine } from './line.rig.ts';
import { formsOf } from './samples.ts';
import { type Sender, senders, withoutSecret } from './senders.ts';

const ours = `whsec_${Buffer.from('canary-of-ours-0123456789-abcdef').toString('base64')}`;
const theirs = `whsec_${Buffer.from('canary-of-a-stranger-0123456789').toString('base64')}`;
const body = JSON.stringify({ version: '4', alerts: [], event: { id: 'e-1' }, object_kind: 'deployment' });

const systemFile = ({ connector, name, settings }: Sender): string =>
  `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, title: ${name}, owner: sre }\nspec: ${JSON.stringify({ connector, holds: 'things', settings })}\n`;

let line: SecretLine;
beforeAll(async () => {
  process.env.CANARY_IN = ours;
  line = await openSecretLine(Object.fromEntries(senders.map((each) => [`systems/${each.name}.yaml`, systemFile(each)])));
}, 60_000);
afterAll(async () => {
  delete process.env.CANARY_IN;
  await line.stop();
});

const secrets = [ours, theirs].map((secret) => ({ connector: '', name: '', settings: {}, secret, user: 'junctor' }));
/** A signature is no secret, but it is nobody's business either. */
const shown = (text: string, also: readonly string[]): string[] =>
  [...secrets.flatMap(formsOf), ...also].filter((form) => form.length > 7 && text.includes(form));

describe('a webhook', () => {
  it('of every connector that takes one is sent here', () => {
    const taking = connectors.filter(({ webhook }) => webhook !== undefined).map(({ name }) => name);
    const sent = new Set([...senders.map(({ connector }) => connector), ...withoutSecret]);
    expect(taking.filter((name) => !sent.has(name))).toEqual([]);
  });

  it.each(senders.map((sender) => [sender.name, sender] as const))('%s: its secret is shown to nobody', async (name, sender) => {
    const values = (headers: Readonly<Record<string, string>>): string[] =>
      Object.entries(headers).flatMap(([header, value]) => (/sign|token|auth|legacy/.test(header) ? [value] : []));
    const right = sender.headers(ours, body);
    const wrong = sender.headers(theirs, body);
    const before = line.logged.length;
    const taken = await line.post(name, right, body);
    const refused = await line.post(name, wrong, body);
    const twice = await line.post(name, { ...wrong, 'x-also': theirs, referer: `https://x/?token=${theirs}`, cookie: theirs }, theirs);
    delete process.env.CANARY_IN;
    const unset = await line.post(name, wrong, body).finally(() => {
      process.env.CANARY_IN = ours;
    });
    expect([taken.status < 300, refused.status, twice.status, unset.status >= 500]).toEqual([true, 401, 401, true]);
    const whole = `${JSON.stringify([taken, refused, twice, unset])}\n${line.logged.slice(before).join('')}`;
    expect(shown(whole, [...values(right), ...values(wrong)])).toEqual([]);
    // What was refused is told of all the same.
    expect(whole).toContain('webhook refused');
    expect(whole).toContain('cannot tell whether a webhook is authentic');
  });

  it('leaves no secret in tables, topics and spans', async () => {
    const whole = `${await line.kept()}\n${line.spans.join('\n')}`;
    expect(whole).toContain('alertmanager-bearer');
    expect(line.spans.length).toBeGreaterThan(0);
    expect(shown(whole, [])).toEqual([]);
  });

  it('that carries it in its body is found out: this is looked for in earnest', async () => {
    const leaking = JSON.stringify({ version: '4', alerts: [{ labels: { alertname: theirs } }] });
    await line.post('alertmanager-bearer', { authorization: `Bearer ${ours}` }, leaking);
    expect(shown(await line.kept(), [])).toContain(theirs);
    line.line.logger.warn({ reason: `Bearer-less ${ours}` }, 'planted');
    expect(shown(line.logged.join(''), [])).toContain(ours);
  });
});
