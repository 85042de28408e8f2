import { describe, expect, it } from '@jest/globals';
import type { ConnectorView } from '#libs/workspace';
import { exitCodes } from '../exit-codes.ts';
import { run } from '../testing.ts';

async function view(name: string): Promise<ConnectorView> {
  return (JSON.parse((await run(['connectors', name, '-o', 'json'])).out) as { connector: ConnectorView }).connector;
}

describe('the connectors', () => {
  it('are listed with what they send and take', async () => {
    const { code, out } = await run(['connectors']);
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^alertmanager +event +- +Prometheus Alertmanager$/m);
    expect(out).toMatch(/^file-drop +by its settings +by its settings /m);
    expect(out).toMatch(/^pagerduty +incident +incident, event /m);
  });

  it('tell settings with their defaults, and which of them name a secret', async () => {
    const { settings } = await view('jira');
    expect(settings.filter(({ secret }) => secret).map(({ path }) => path)).toEqual(['auth.secret', 'source.secrets']);
    expect(settings.find(({ path }) => path === 'issueType')).toMatchObject({ fallback: '"Task"', required: false });
    expect((await view('cloudevents')).settings.filter(({ secret }) => secret).length).toBeGreaterThan(0);
  });

  it('tell what a repetition of each action comes to', async () => {
    const { actions } = await view('slack');
    expect(actions.filter(({ model }) => model === 'incident').map(({ action, idempotency }) => `${action} ${idempotency}`)).toEqual([
      'create searchable',
      'update upsert',
      'note searchable',
      'comment searchable',
    ]);
  });

  it('tell what answers mean in words', async () => {
    const { out } = await run(['connectors', 'jira']);
    expect(out).toContain('401: The credential is refused: e-mail address or API token was not accepted');
  });

  it('that are not there are answered with those that are', async () => {
    const { code, err } = await run(['connectors', 'jirra']);
    expect(code).toBe(exitCodes.notFound);
    expect(err).toContain('jira');
  });
});
