import { join } from 'node:path';
import { type Program, startProgram } from './program.ts';

export interface Destinations {
  readonly servicenow: Program;
  readonly webhook: Program;
  readonly otlp: Program;
  readonly servicenowUrl: string;
  readonly webhookUrl: string;
  readonly otlpUrl: string;
  /** Fsynced journals of what was done there. */
  readonly servicenowLog: string;
  readonly webhookLog: string;
  readonly filesDir: string;
  stop(): Promise<void>;
}

/** Ports that an earlier run had, so that links into the simulators stay valid. */
export interface Ports {
  readonly servicenow?: string;
  readonly webhook?: string;
  readonly otlp?: string;
}

export interface FaultOptions {
  readonly servicenow?: readonly string[];
  readonly webhook?: readonly string[];
}

/** Secrets of the demo workspace: made up, valid on this machine only. */
export const demoSecrets = {
  PROMETHEUS_WEBHOOK_TOKEN: 'demo-alertmanager-token',
  SERVICENOW_PASSWORD: 'demo-servicenow-password',
  ARCHIVE_WEBHOOK_SECRET: `whsec_${Buffer.from('demo-archive-webhook-secret-0001').toString('base64')}`,
} as const;

/** The vendors' stand-ins and a local OTLP backend, each a process with its journal under `dir`. */
export async function startSimulators(dir: string, faults: FaultOptions = {}, ports: Ports = {}): Promise<Destinations> {
  const servicenowLog = join(dir, 'servicenow.jsonl');
  const webhookLog = join(dir, 'webhook.jsonl');
  const logFile = join(dir, 'simulators.log');
  const [servicenow, webhook, otlp] = await Promise.all([
    startProgram({
      name: 'ServiceNow simulator',
      module: 'simulators/servicenow/main.js',
      args: [
        '--port',
        ports.servicenow ?? '0',
        '--log',
        servicenowLog,
        '--password',
        demoSecrets.SERVICENOW_PASSWORD,
        ...(faults.servicenow ?? []),
      ],
      logFile,
    }),
    startProgram({
      name: 'webhook simulator',
      module: 'simulators/webhook/main.js',
      args: [
        '--port',
        ports.webhook ?? '0',
        '--log',
        webhookLog,
        '--secret',
        demoSecrets.ARCHIVE_WEBHOOK_SECRET,
        ...(faults.webhook ?? []),
      ],
      logFile,
    }),
    startProgram({
      name: 'OTLP simulator',
      module: 'simulators/otlp/main.js',
      args: ['--port', ports.otlp ?? '0', '--log', join(dir, 'spans.jsonl'), '--keep', '600000'],
      logFile,
    }),
  ]);
  const all = [servicenow, webhook, otlp];
  return {
    servicenow,
    webhook,
    otlp,
    servicenowUrl: String(servicenow.ready.url),
    webhookUrl: String(webhook.ready.url),
    otlpUrl: String(otlp.ready.url),
    servicenowLog,
    webhookLog,
    filesDir: join(dir, 'archive'),
    async stop() {
      await Promise.all(all.map((each) => each.stop()));
    },
  };
}
