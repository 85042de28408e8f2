import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { parseWorkspace } from '#libs/flow';
import { certificateProblems } from './certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return `file:${join(folder, name)}`;
};

const system = (tls: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: desk, owner: o }
spec:
  connector: rest
  tls: ${tls}
`;
const found = (tls: string) =>
  certificateProblems(parseWorkspace({ 'systems/desk.yaml': system(tls) }).workspace, Date.now()).map(
    ({ rule, severity, line, field, message }) => ({ at: `${rule} ${severity} ${line} ${field}`, message }),
  );

it('what is not at hand is not judged', () => {
  expect(found("{ ca: 'env:CORPORATE_CA', certificate: 'env:C', key: 'env:K' }")).toEqual([]);
});
it('a file that is not here is a warning at its place', () => {
  expect(found("{ ca: 'file:/nowhere/ca.pem' }")).toEqual([
    { at: 'system.tls.file warning 6 spec.tls.ca', message: 'the file cannot be read here (ENOENT)' },
  ]);
});
it('a file that is no PEM is an error at its place, and not quoted', () => {
  const problems = found(`{ ca: '${file('ca.pem', 'canary-51d2')}' }`);
  expect(problems).toEqual([{ at: 'system.tls.pem error 6 spec.tls.ca', message: 'holds no certificate' }]);
});
