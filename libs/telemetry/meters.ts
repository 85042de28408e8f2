import { metrics } from '@opentelemetry/api';

/** Bucket bounds of the messaging conventions, seconds. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Instruments shared by all stages; created once the SDK is up, so call this after `startTelemetry`. */
export function createMeters() {
  const meter = metrics.getMeter('junctor');
  return {
    consumed: meter.createCounter('messaging.client.consumed.messages', { unit: '{message}' }),
    sent: meter.createCounter('messaging.client.sent.messages', { unit: '{message}' }),
    processDuration: meter.createHistogram('messaging.process.duration', {
      unit: 's',
      description: 'Time from fetch to acknowledged outputs of a batch.',
      advice: { explicitBucketBoundaries: seconds },
    }),
    syncDelay: meter.createHistogram('junctor.sync.delay', {
      unit: 's',
      description: 'From the time of the source event to its delivery.',
      advice: { explicitBucketBoundaries: [...seconds, 30, 60, 300, 1800, 3600] },
    }),
    outcomes: meter.createCounter('junctor.outcomes', { unit: '{record}', description: 'Records by how they ended.' }),
    attempts: meter.createCounter('junctor.delivery.attempts', { unit: '{attempt}', description: 'Calls to destinations by result.' }),
    escalations: meter.createCounter('junctor.escalations', {
      unit: '{outage}',
      description: 'Outages that the owner of a system was told of.',
    }),
    lagRecords: meter.createGauge('junctor.lag.records', {
      unit: '{record}',
      description: 'Records fetched or appended but not yet decided.',
    }),
    lagSeconds: meter.createGauge('junctor.lag', { unit: 's', description: 'Age of the oldest record of the batch at hand.' }),
  };
}

export type Meters = ReturnType<typeof createMeters>;
