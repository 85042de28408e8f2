import { describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { createHandshake } from './handshake.ts';

const system = (name: string, connector: string, settings: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: sre }
spec: { connector: ${connector}, settings: ${settings} }
`;
const workspace = compileWorkspace(
  parseWorkspace({
    'systems/plant.yaml': system('plant', 'cloudevents', "{ auth: { type: none }, origins: ['events.example.org'] }"),
    'systems/any.yaml': system('any', 'cloudevents', "{ auth: { type: none }, origins: ['*'] }"),
    'systems/prometheus.yaml': system('prometheus', 'alertmanager', '{ auth: { type: none } }'),
  }).workspace,
  'r1',
);
const ask = (name: string, origin?: string) =>
  createHandshake({ workspaces: { current: () => workspace } } as never)(
    name,
    origin === undefined ? {} : { 'webhook-request-origin': origin },
  );

describe('a sender that asks before it sends', () => {
  it.each([
    ['plant', 'events.example.org'],
    ['any', 'whoever.example.org'],
  ])('%s lets %s send', (name, origin) => {
    expect(ask(name, origin)).toEqual({ status: 200, headers: { 'webhook-allowed-origin': origin } });
  });
  it.each<[string, string | undefined, number]>([
    ['plant', 'other.example.org', 403],
    ['plant', 'EVENTS.example.org.evil', 403],
    ['any', 'evil\r\nset-cookie: a=b', 403],
    ['plant', undefined, 405],
    ['prometheus', 'events.example.org', 405],
    ['nobody', 'events.example.org', 405],
  ])('%s does not let %j: %i', (name, origin, status) => expect(ask(name, origin)).toMatchObject({ status }));
});
