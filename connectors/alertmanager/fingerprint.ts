/**
 * The fingerprint that Alertmanager gives an alert: FNV-1a of 64 bits over its labels in the order of their names, 0xff behind every name and
 * value (prometheus/common, model.LabelSet.Fingerprint). Webhooks have carried it since Alertmanager 0.21; for older ones it is computed
 * here, so that an alert is the same record before and after an upgrade.
 */
const OFFSET = 14_695_981_039_346_656_037n;
const PRIME = 1_099_511_628_211n;

function byBytes([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  let hash = OFFSET;
  for (const pair of Object.entries(labels).sort(byBytes)) {
    for (const text of pair) for (const byte of [...Buffer.from(text), 0xff]) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
