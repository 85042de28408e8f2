/** The vendors that have a simulator with a panel of faults, and how their connectors are set up against it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Cast } from '#libs/connector-kit';
import { registry } from './index.ts';

const SECRET = `whsec_${Buffer.from('a signing secret of 32 bytes ...').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another signing secret, 32 bytes').toString('base64')}`;
const ROUTING_KEY = 'K'.repeat(32);

export interface Vendor {
  readonly cast: Cast;
  /** Another secret of the form that the vendor's have. */
  readonly nextSecret: string;
  /** A success here is a status alone: what spoils the body only is none of its business. */
  readonly statusOnly?: true;
  /** It says in the body alone that a secret was not accepted. */
  readonly refusesWith200?: true;
  /** What an error in an answer of success becomes. */
  readonly errorBody: object;
  /** What 403 to whatever is asked becomes: the credential, where there is a harmless read. */
  readonly allForbidden: object;
}

export const UNKNOWN = { class: 'unknown', scope: 'record' };
export const AUTH = { class: 'auth', scope: 'credential' };
export const DOWN = { class: 'down', scope: 'system' };
export const REFUSED = { class: 'invalid', scope: 'record' };

const basic = (user: string): object => ({ auth: { type: 'basic', user, secret: 'env:X' } });
const cast = (connector: string, simulator: string, option: string, secret: string, settings: object): Cast => ({
  connector: registry.get(connector),
  simulator,
  args: [option, secret],
  settings,
  secret,
});

/** A system that is described by a file alone, signing in by a token of its own. */
const described = (file: string, secret: string): object => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return { ...(parse(text) as { spec: { settings: object } }).spec.settings, auth: { type: 'bearer', secret } };
};

export const vendors: readonly Vendor[] = [
  {
    cast: cast('servicenow', 'servicenow', '--password', SECRET, basic('junctor')),
    nextSecret: OTHER,
    errorBody: REFUSED,
    allForbidden: AUTH,
  },
  {
    cast: cast('jira', 'jira', '--token', SECRET, { ...basic('junctor@example.org'), project: 'OPS' }),
    nextSecret: OTHER,
    errorBody: UNKNOWN,
    allForbidden: AUTH,
  },
  {
    cast: cast('pagerduty', 'pagerduty', '--routing-keys', ROUTING_KEY, { routingKey: 'env:X' }),
    nextSecret: 'N'.repeat(32),
    errorBody: UNKNOWN,
    allForbidden: REFUSED,
  },
  {
    cast: cast('rest', 'tracker', '--token', SECRET, described('rest/testdata/tracker.yaml', 'env:X')),
    nextSecret: OTHER,
    errorBody: UNKNOWN,
    allForbidden: AUTH,
  },
  {
    cast: cast('slack', 'slack', '--token', SECRET, { token: 'env:X', channel: 'C0JUNCTOR', readers: 'team' }),
    nextSecret: OTHER,
    refusesWith200: true,
    errorBody: UNKNOWN,
    allForbidden: AUTH,
  },
  {
    cast: cast('teams', 'teams', '--signature', SECRET, { signature: 'env:X' }),
    nextSecret: OTHER,
    statusOnly: true,
    errorBody: { class: 'ok' },
    allForbidden: REFUSED,
  },
  {
    cast: cast('standard-webhook', 'webhook', '--secret', SECRET, { secret: 'env:X' }),
    nextSecret: OTHER,
    statusOnly: true,
    errorBody: { class: 'ok' },
    allForbidden: REFUSED,
  },
];
