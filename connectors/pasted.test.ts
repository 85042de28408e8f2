/** What the pages give to paste is run as the monitor would run it: the script of Zabbix, the payload of Datadog, the commands of Nagios. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import type { Mapped } from '#libs/connector-kit';
import { registry } from './index.ts';

const pageOf = (name: string): string => readFileSync(new URL(`${name}/README.md`, import.meta.url), 'utf8');

function blocksOf(name: string, language: string): readonly string[] {
  const found = pageOf(name).matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'));
  return [...found].map(([, indent = '', text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** What the connector makes of a call, with the system file of its page. */
function mappedOf(name: string, body: string, headers = {}): Mapped {
  const connector = registry.get(name);
  const system = blocksOf(name, 'yaml').find((text) => text.includes('kind: System')) ?? '';
  const { spec } = parseYaml(system) as { spec: { settings: object; valueMaps: Record<string, Record<string, string>> } };
  const [event] = connector.webhook?.parse(headers, Buffer.from(body), connector.settings.parse(spec.settings)) ?? [];
  if (event === undefined || event.defect !== null) throw new Error(`not understood: ${event?.defect}`);
  const mapped = connector.maps?.[event.format]?.(event.body, spec.valueMaps, event.attributes, spec.settings);
  if (mapped === undefined) throw new Error(`no map for ${event.format}`);
  return mapped;
}

describe('the script of the Zabbix media type', () => {
  const [script = ''] = blocksOf('zabbix', 'js');
  /** Parameters of the table in the page, with what Zabbix would put for the macros that have a value here. */
  const macros: Readonly<Record<string, string>> = {
    '{EVENT.ID}': '9001',
    '{EVENT.VALUE}': '1',
    '{EVENT.NSEVERITY}': '4',
    '{EVENT.NAME}': 'Disk space is low',
    '{ALERT.MESSAGE}': '/var "96 %"',
    '{HOST.HOST}': 'db-3',
    '{TRIGGER.ID}': '301',
    '{EVENT.TAGSJSON}': '[{"tag":"service","value":"orders"}]',
    '{EVENT.DATE}': '2026.05.04',
    '{EVENT.TIME}': '10:00:00',
    '{$ZABBIX.URL}': 'https://zabbix.example.org',
    '{$JUNCTOR_TOKEN}': 'canary-77ab',
  };
  const filled = (more: Readonly<Record<string, string>>): string => {
    const rows = [...pageOf('zabbix').matchAll(/^ *\| `(\w+)` +\| `([^`]+)`/gm)].map(([, name = '', value = '']) => [name, value] as const);
    const known = { ...macros, ...more };
    const fill = (text: string): string => text.replaceAll(/\{[$A-Z._]+\}/g, (macro) => known[macro] ?? macro);
    return JSON.stringify(Object.fromEntries(rows.map(([name, value]) => [name, fill(value)])));
  };

  function run(value: string, status = 200) {
    const sent: { url: string; body: string; headers: string[] }[] = [];
    class HttpRequest {
      readonly headers: string[] = [];
      addHeader(header: string): void {
        this.headers.push(header);
      }
      post(url: string, body: string): string {
        sent.push({ url, body, headers: this.headers });
        return 'answer';
      }
      getStatus(): number {
        return status;
      }
    }
    // Zabbix wraps the script into a function of one argument, too.
    const answer: unknown = new Function('value', 'HttpRequest', script)(value, HttpRequest);
    return { answer, sent: sent[0] };
  }

  it('sends what the connector understands, for a problem and for its recovery', () => {
    const { answer, sent } = run(filled({}));
    expect(answer).toBe('OK');
    expect(sent?.headers).toContain('Authorization: Bearer canary-77ab');
    const at = new Date(2026, 4, 4, 10, 0, 0).getTime();
    expect(mappedOf('zabbix', sent?.body ?? '')).toMatchObject({
      kind: 'mapped',
      occurredAt: at,
      value: {
        name: 'Disk space is low',
        status: 'firing',
        severity: 'high',
        resource: 'db-3',
        service: 'orders',
        startedAt: at,
        endedAt: null,
      },
    });
    const recovery = {
      '{EVENT.VALUE}': '0',
      '{EVENT.RECOVERY.ID}': '9007',
      '{EVENT.RECOVERY.DATE}': '2026.05.04',
      '{EVENT.RECOVERY.TIME}': '10:30:00',
    };
    expect(mappedOf('zabbix', run(filled(recovery)).sent?.body ?? '')).toMatchObject({
      value: { status: 'resolved', startedAt: at, endedAt: at + 1_800_000, extra: { recoveryId: '9007' } },
    });
  });
  it('throws when it was not taken, so that Zabbix tries again', () => expect(() => run(filled({}), 503)).toThrow('503'));
});

it('the payload of the Datadog webhook is understood', () => {
  const template = blocksOf('datadog', 'json').at(-1) ?? '';
  const values: Readonly<Record<string, string>> = {
    $ID: '72',
    $ALERT_CYCLE_KEY: '84',
    $ALERT_ID: '14412',
    $EVENT_TITLE: '[P2] Disk',
    $ALERT_TRANSITION: 'Warn',
    $ALERT_PRIORITY: 'P2',
    $TAGS: 'env:prod,service:orders',
    $ALERT_SCOPE: 'host:db-3',
    $DATE: '1777881600123',
  };
  const body = template.replaceAll(/\$[A-Z_]+/g, (variable) => values[variable] ?? 'null');
  expect(mappedOf('datadog', body)).toMatchObject({
    kind: 'mapped',
    value: { name: 'monitor 14412', status: 'firing', severity: 'high', resource: 'db-3', service: 'orders', labels: { env: 'prod' } },
  });
});

describe('the commands of Nagios', () => {
  const values: Readonly<Record<string, string>> = {
    $NOTIFICATIONTYPE$: 'PROBLEM',
    $HOSTNAME$: 'web-07',
    $SERVICEDESC$: 'HTTP & TLS',
    $SERVICESTATE$: 'CRITICAL',
    $HOSTSTATE$: 'DOWN',
    $TIMET$: '1777881600',
    $LASTSERVICESTATECHANGE$: '1777881480',
    $LASTHOSTSTATECHANGE$: '1777881480',
  };
  const bodies = [...pageOf('nagios').matchAll(/command_line .*/g)].map(([line]) => {
    const pairs = [...line.matchAll(/--data-urlencode "(\w+)=([^"]*)"/g)].map(
      ([, name = '', text = '']) => [name, text] as [string, string],
    );
    return new URLSearchParams(
      pairs.map(([name, text]): [string, string] => [name, text.replaceAll(/\$\w+\$/g, (macro) => values[macro] ?? macro)]),
    ).toString();
  });
  it.each([
    ['a service', 0, { name: 'HTTP & TLS', severity: 'high', title: 'HTTP & TLS on web-07 is CRITICAL' }],
    ['a host', 1, { name: 'Host check', severity: 'critical', title: 'Host check on web-07 is DOWN' }],
  ])('%s', (_name, at, value) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(mappedOf('nagios', bodies[at] ?? '', headers)).toMatchObject({ kind: 'mapped', value: { ...value, startedAt: 1777881480000 } });
  });
});
