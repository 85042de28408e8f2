export interface TelemetryOptions {
  readonly service: string;
}

/**
 * Starts the OpenTelemetry SDK when OTEL_EXPORTER_OTLP_ENDPOINT is set; without it nothing is exported and nothing listens.
 * Everything else follows the standard OTEL_* variables. No automatic instrumentation: batch paths make their own spans.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<{ shutdown(): Promise<void> }> {
  if (!process.env.OTEL_EXPORTER_OTLP_ENDPOINT) return { shutdown: async () => undefined };
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    serviceName: options.service,
    instrumentations: [],
  });
  sdk.start();
  return { shutdown: () => sdk.shutdown() };
}
