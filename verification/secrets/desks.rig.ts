/** Destinations of a whole line, each as a system of its own that the alerts of one source reach, and such an alert. */
import { readFileSync } from 'node:fs';
import type { Sample } from './samples.ts';

export interface Desk {
  /** Of its system and its flow. */
  readonly name: string;
  readonly sample: Sample;
  /** Variable that holds its secret. */
  readonly variable: string;
  /** As its system's file gives it: a URL or a reference. */
  readonly address: string;
}

const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The files of a workspace with one system and one flow for each, beside the source. */
export function deskFiles(desks: readonly Desk[]): Readonly<Record<string, string>> {
  const flow = fileOf('flows/prometheus-to-servicenow/flow.yaml');
  const all: Record<string, string> = { 'systems/prometheus.yaml': fileOf('systems/prometheus.yaml') };
  for (const { name, sample, variable, address } of desks) {
    const settings = JSON.parse(JSON.stringify(sample.settings).replaceAll('env:X', `env:${variable}`)) as object;
    const spec = { connector: sample.connector, holds: 'tickets', address, settings, limits: { callTimeoutMs: 300 } };
    all[`systems/${name}.yaml`] =
      `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, title: ${name}, owner: sre }\nspec: ${JSON.stringify(spec)}\n`;
    all[`flows/prometheus-to-${name}/flow.yaml`] = flow
      .replace('name: prometheus-to-servicenow', `name: prometheus-to-${name}`)
      .replace('system: servicenow', `system: ${name}`);
  }
  return all;
}

/** A webhook of Alertmanager with one alert of this name. */
export const alertPost = (alertname: string, fingerprint: string): string =>
  JSON.stringify({
    ...{ version: '4', groupKey: 'g', status: 'firing', receiver: 'r', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
    externalURL: 'http://a',
    alerts: [
      {
        ...{ status: 'firing', fingerprint, annotations: {}, generatorURL: '' },
        labels: { alertname, severity: 'critical', cluster: 'c', namespace: 'shop' },
        ...{ startsAt: '2026-03-02T08:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
      },
    ],
  });
