/** What is known of the systems whose payloads are read, as a workspace would say it: every grade comes from here, none from anywhere else. */
import type { ValueMaps } from '#libs/connector-kit';

export interface ReadAs {
  readonly connector: string;
  readonly settings: object;
  readonly valueMaps: ValueMaps;
}

const auth = { type: 'none' };
const failing = { failure: 'high', action_required: 'low', success: 'high', neutral: 'high', created: 'info', queued: 'info' };

/** By folder of the payloads. */
export const systems: Readonly<Record<string, ReadAs>> = {
  aws: {
    connector: 'aws-sns',
    settings: { topics: ['arn:aws:sns:eu-west-1:123456789012:alerts'] },
    valueMaps: { severity: { ALARM: 'high', OK: 'high', INSUFFICIENT_DATA: 'low' }, status: { INSUFFICIENT_DATA: 'firing' } },
  },
  'azure-monitor': {
    connector: 'azure-monitor',
    settings: { auth },
    valueMaps: { severity: { Sev0: 'critical', Sev1: 'high', Sev2: 'medium', Sev3: 'low', Sev4: 'info', '': 'medium' } },
  },
  cloudevents: {
    connector: 'cloudevents',
    settings: { auth, fields: { record: 'id', title: 'type', status: 'type', severity: 'type' } },
    valueMaps: {
      status: { 'com.example.someevent': 'firing', 'com.example.someotherevent': 'resolved' },
      severity: { 'com.example.someevent': 'medium', 'com.example.someotherevent': 'low' },
    },
  },
  datadog: { connector: 'datadog', settings: { auth }, valueMaps: { severity: { P1: 'critical', P2: 'high', P3: 'medium', P4: 'low' } } },
  github: {
    connector: 'github',
    settings: { secrets: ['env:UNUSED'] },
    valueMaps: {
      deployment: failing,
      check: failing,
      severity: {
        critical: 'critical',
        high: 'high',
        error: 'high',
        moderate: 'medium',
        medium: 'medium',
        warning: 'medium',
        low: 'low',
        note: 'low',
      },
    },
  },
  grafana: {
    connector: 'grafana',
    settings: { auth },
    valueMaps: { severity: { critical: 'critical', warning: 'medium', info: 'info', '': 'low' } },
  },
  jira: {
    connector: 'jira',
    settings: { auth: { type: 'basic', user: 'unused@example.org', secret: 'env:UNUSED' }, project: 'ABC', source: {} },
    valueMaps: { priority: { Medium: 'moderate' } },
  },
  opsgenie: {
    connector: 'opsgenie',
    settings: { auth },
    valueMaps: { severity: { P1: 'critical', P3: 'medium', '3': 'medium', '': 'low' } },
  },
  pagerduty: { connector: 'pagerduty', settings: { webhookSecrets: ['env:UNUSED'] }, valueMaps: {} },
  'prometheus-alertmanager': {
    connector: 'alertmanager',
    settings: { auth },
    valueMaps: { severity: { critical: 'critical', warning: 'medium', info: 'info', none: 'info' } },
  },
};
