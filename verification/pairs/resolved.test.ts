/** The end of a condition, as each monitor tells it, resolves the ticket that its beginning opened. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { createRehearsal } from '#services/all-in-one';
import { sources } from './sources.ts';
import { flowOf, targets } from './template.ts';

const TARGET = 'servicenow';
const AT = Date.parse('2026-05-04T12:00:00Z');

/** The call of `sources`, then this one, below the testdata of the connector. */
const ends: Readonly<Record<string, string>> = {
  'aws-sns': 'ok.json',
  'azure-monitor': 'common-resolved.json',
  cloudevents: 'binary.json',
  datadog: 'recovered.json',
  github: 'deployment-success.json',
  gitlab: 'success.json',
  grafana: 'legacy-ok.json',
  nagios: 'service-recovery.txt',
  opsgenie: 'close.json',
  zabbix: 'recovery.json',
};

describe.each(Object.entries(ends))('%s', (name, file) => {
  it('opens a ticket and resolves the same one', () => {
    const source = sources.find(({ connector }) => connector === name);
    if (source === undefined) throw new Error(`no source ${name}`);
    const { workspace } = parseWorkspace({
      'systems/source.yaml': source.system,
      'systems/target.yaml': targets[TARGET] ?? '',
      'flows/f/flow.yaml': flowOf(source.name, TARGET),
    });
    const line = createRehearsal(compileWorkspace(workspace, 'ends'), {});
    const end = new URL(`../../connectors/${name}/testdata/in/${file}`, import.meta.url);
    const beside = new URL(end.href.replace(/\.\w+$/, '.headers'));
    const headers = existsSync(beside) ? (JSON.parse(readFileSync(beside, 'utf8')) as Record<string, string>) : {};
    const fed = [source, { headers, body: readFileSync(end) }].map((call, at) =>
      line.feed({ system: source.name, channel: 'webhook', key: null, headers: call.headers, body: call.body, at: AT + at * 60_000 }),
    );
    const [opened, resolved] = fed.map(({ deliveries }) =>
      deliveries.map(({ record, targetKey, fields }) => ({ record, targetKey, status: fields.status })),
    );
    expect(opened).toEqual([{ record: expect.any(String), targetKey: expect.any(String), status: 'new' }]);
    expect(resolved).toEqual([{ ...opened?.[0], status: 'resolved' }]);
  });
});
