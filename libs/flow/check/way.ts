import type { System } from '../schema/system.ts';
import { connectorOf, type Facts } from './facts.ts';
import type { Report } from './report.ts';

/** A way that is not gone by would be taken for gone by. */
export function checkWay({ spec }: System, facts: Facts, report: Report): void {
  const connector = connectorOf(facts, spec.connector);
  for (const part of ['tls', 'proxy'] as const) {
    if (spec[part] === undefined || connector === undefined || connector.way === undefined || connector.way.includes(part)) continue;
    const message = `connector '${spec.connector}' does not go by \`${part}\``;
    report('system.way', ['spec', part], { message });
  }
  const { certificate, key } = spec.tls ?? {};
  if ((certificate === undefined) === (key === undefined)) return;
  const [given, missing] = key === undefined ? (['certificate', 'key'] as const) : (['key', 'certificate'] as const);
  report('system.tls.pair', ['spec', 'tls', given], { message: `a ${given} without its ${missing}`, hint: `add \`${missing}\`` });
}
