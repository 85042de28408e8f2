import { type Meter, metrics } from '@opentelemetry/api';
import { createMeters } from '#libs/telemetry';
import { code, type Page, prose, table } from './markdown.ts';

interface Instrument {
  readonly kind: string;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

/** Notes what instruments a process would create; nothing is measured. */
function instruments(): Instrument[] {
  const noted: Instrument[] = [];
  const noop = metrics.getMeter('reference');
  const noting = new Proxy(noop, {
    get(target, property, receiver) {
      const made: unknown = Reflect.get(target, property, receiver);
      if (typeof property !== 'string' || !property.startsWith('create') || typeof made !== 'function') return made;
      return (name: string, options: { unit?: string; description?: string } = {}) => {
        noted.push({ kind: property.slice(6).toLowerCase(), name, unit: options.unit ?? '', description: options.description ?? '' });
        return made.call(target, name, options);
      };
    },
  });
  metrics.setGlobalMeterProvider({ getMeter: (): Meter => noting });
  createMeters();
  metrics.disable();
  return noted;
}

/** The metrics are read from the code that creates them; the spans are few, and named here by hand. */
const spans = [
  ['`send junctor.raw.v1`', 'producer', 'a webhook record is appended; the context of its sender, if there was one, is its parent'],
  ['`process <topic>`', 'consumer', 'one record is handled by one stage; child of the span that produced the record, and linked to it'],
  ['`deliver <system>`', 'client', 'one attempt at a destination'],
];

export function telemetryPage(): Page {
  const rows = instruments().map(({ kind, name, unit, description }) => [code(name), kind, code(unit), prose(description)]);
  const body = [
    'Exported by OTLP when `OTEL_EXPORTER_OTLP_ENDPOINT` is set; everything else follows the standard `OTEL_*` variables. Without it nothing is exported and nothing listens.',
    '',
    '## Metrics',
    '',
    ...table(['name', 'kind', 'unit', 'meaning'], rows),
    '## Spans',
    '',
    ...table(['name', 'kind', 'when'], spans),
    'The trace context travels in the header `traceparent` of each record, so that one trace holds the whole journey.',
  ];
  return { file: 'telemetry.md', title: 'Metrics and spans', from: 'libs/telemetry/meters.ts', body };
}
