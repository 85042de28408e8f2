/**
 * Every monitor to every ticket tool by one flow in which only the names differ: the call, the canonical record, and what is written at the
 * tool. `UPDATE_GOLDEN=1` writes what was seen; read the difference before it is committed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registry } from '#connectors';
import { type Rehearsal, rehearse, rehearsedCall } from '#libs/connector-kit';
import { checkWorkspace, compileWorkspace, parseWorkspace } from '#libs/flow';
import { connectorFacts, settingsProblems } from '#libs/workspace';
import { createRehearsal, type RehearsedDelivery } from '#services/all-in-one';
import { type Recorder, startRecorder, type Write } from './recorder.ts';
import { type Source, sources } from './sources.ts';
import { flowOf, jiraFields, targets } from './template.ts';

const AT = Date.parse('2026-05-04T12:00:00Z');
const WEBHOOK_SECRET = `whsec_${Buffer.from('a signing secret of 32 bytes ...').toString('base64')}`;
const ROUTING_KEY = 'K'.repeat(32);
const PASSWORD = 'canary-31f7';

const casts: Readonly<
  Record<string, { readonly simulator: string; readonly option: string; readonly secret: string; readonly settings: object }>
> = {
  servicenow: {
    simulator: 'servicenow',
    option: '--password',
    secret: PASSWORD,
    settings: { auth: { type: 'basic', user: 'junctor', secret: 'env:X' } },
  },
  jira: {
    simulator: 'jira',
    option: '--token',
    secret: PASSWORD,
    settings: { auth: { type: 'basic', user: 'junctor@example.org', secret: 'env:X' }, project: 'OPS', fields: jiraFields },
  },
  pagerduty: { simulator: 'pagerduty', option: '--routing-keys', secret: ROUTING_KEY, settings: { routingKey: 'env:X' } },
  'standard-webhook': { simulator: 'webhook', option: '--secret', secret: WEBHOOK_SECRET, settings: { secret: 'env:X' } },
};

const filesOf = (source: Source, target: string): Record<string, string> => ({
  [`systems/${source.name}.yaml`]: source.system,
  [`systems/${target}.yaml`]: targets[target] ?? '',
  [`flows/${source.name}-to-${target}/flow.yaml`]: flowOf(source.name, target),
});

function deliveryOf(source: Source, target: string): RehearsedDelivery {
  const { workspace } = parseWorkspace(filesOf(source, target));
  const rehearsal = createRehearsal(compileWorkspace(workspace, 'pairs'), {});
  const { name, headers, body } = source;
  const { deliveries, parked } = rehearsal.feed({ system: name, channel: 'webhook', key: null, headers, body, at: AT });
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error(`nothing is delivered: ${JSON.stringify(parked)}`);
  return delivery;
}

/** The canonical event of the call, or of the first alert in it. */
function canonicalOf({ connector: name, headers, body, system }: Source): unknown {
  const connector = registry.get(name);
  const { spec } = parseWorkspace({ 'systems/one.yaml': system }).workspace.systems[0]?.value ?? { spec: null };
  const [event] = connector.webhook?.parse(headers, body, connector.settings.parse(spec?.settings)) ?? [];
  if (event === undefined) throw new Error(`${name}: the call holds no event`);
  const attributes = { ...event.attributes, receivedAt: String(AT) };
  const mapped = connector.maps?.[event.format]?.(event.body, spec?.valueMaps ?? {}, attributes, spec?.settings);
  return mapped?.kind === 'mapped' ? mapped.value : mapped;
}

const plays = new Map<string, { readonly play: Rehearsal; readonly recorder: Recorder }>();

beforeAll(async () => {
  for (const [target, { simulator, option, secret, settings }] of Object.entries(casts)) {
    const play = await rehearse({ connector: registry.get(target), simulator, args: [option, secret], settings, secret });
    plays.set(target, { play, recorder: await startRecorder(play.simulator.url) });
  }
}, 60_000);
afterAll(async () => {
  for (const { play, recorder } of plays.values()) {
    await play.end();
    await recorder.close();
  }
});

async function written(target: string, { targetKey, fields }: RehearsedDelivery): Promise<readonly Write[]> {
  const { play, recorder } = plays.get(target) ?? {};
  if (play === undefined || recorder === undefined) throw new Error(`no ${target}`);
  await play.incidents({ address: recorder.url }).createRecord(targetKey, fields, rehearsedCall('d-1'));
  return recorder.take();
}

describe.each(sources.map((source) => [source.connector, source] as const))('%s', (name, source) => {
  it('the flow passes the check at every target', () => {
    for (const target of Object.keys(targets)) {
      const { workspace, problems } = parseWorkspace(filesOf(source, target));
      const found = [
        ...problems,
        ...settingsProblems(registry, workspace),
        ...checkWorkspace(workspace, connectorFacts(registry, workspace)),
      ];
      expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  it('is the same canonical record, and the tickets are as written down', async () => {
    const requests: Record<string, readonly Write[]> = {};
    for (const target of Object.keys(targets)) requests[target] = await written(target, deliveryOf(source, target));
    const seen: unknown = JSON.parse(JSON.stringify({ call: source.call, canonical: canonicalOf(source), requests }));
    const golden = new URL(`golden/${name}.json`, import.meta.url);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, `${JSON.stringify(seen, null, 2)}\n`);
    expect(existsSync(golden)).toBe(true);
    expect(seen).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });
});

it('there are at least ten monitors and four tools', () => {
  expect([sources.length >= 10, Object.keys(targets).length >= 4]).toEqual([true, true]);
});
