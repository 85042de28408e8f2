/**
 * Program: bad input over the real HTTP endpoint and topics, on a stack of its own. Prints what was answered and where each
 * input ended, as a table (or JSON); exit 0 only if each had its clear answer and nothing was lost.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoWorkspace, lineUp } from '#verification/demo';
import { hmacSecret } from './cases.ts';
import { drill } from './drill.ts';
import { tableOf } from './table.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The demo's Alertmanager once more, behind a proxy that signs. */
const prometheusHmac = `apiVersion: junctor.io/v1
kind: System
metadata: { name: prometheus-hmac, title: Alertmanager behind a signing proxy, owner: sre-platform }
spec:
  connector: alertmanager
  holds: Alerts that a proxy signs
  settings: { auth: { type: hmac, secret: 'env:DRILL_HMAC_SECRET' } }
  valueMaps: { severity: { critical: critical, warning: medium, info: info } }
`;

async function main(json: boolean): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'junctor-bad-input-'));
  // Postgres does not run as root: its user must be able to enter, or the data would lie elsewhere and outlive this.
  chmodSync(dir, 0o755);
  const files = { ...demoWorkspace(), 'systems/prometheus-hmac.yaml': prometheusHmac };
  const env = { DRILL_HMAC_SECRET: hmacSecret };
  const line = await lineUp({ stackDir: join(dir, 'stack'), runDir: join(dir, 'run'), mode: 'one', files, env, say });
  try {
    const result = await drill(line, say);
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : tableOf(result));
    return result.ok ? 0 : 1;
  } finally {
    await line.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

process.exit(await main(process.argv.includes('--json')));
