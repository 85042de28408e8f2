import { join } from 'node:path';
import type { LineUp } from '#verification/demo';
import { type Program, type StageName, serviceEnvironment, startProgram } from '#verification/rig';
import type { FaultLog } from './fault-log.ts';

/** Processes beside the six. */
export interface Replicas {
  /** Starts one more of a service (or all of them in one process) under an instance name of its own; resolves when it is ready. */
  start(service: StageName | 'all-in-one', instance: string, extra?: NodeJS.ProcessEnv): Promise<Program>;
  /** Ends all that still run. */
  stop(): Promise<void>;
}

/** `env` is what all services of the line have beyond the demo's own environment. */
export function createReplicas(line: LineUp, env: NodeJS.ProcessEnv, faults: FaultLog): Replicas {
  const running = new Set<Program>();
  return {
    async start(service, instance, extra = {}) {
      const program = await startProgram({
        name: instance,
        module: `services/${service}/main.js`,
        env: { ...serviceEnvironment(line.stack, line.destinations), ...env, JUNCTOR_INSTANCE: instance, ...extra },
        logFile: join(line.dir, `${instance}.log`),
      });
      faults.note({ kind: 'started', target: instance, pid: program.pid });
      running.add(program);
      void program.ended.then(() => running.delete(program));
      return program;
    },
    async stop() {
      await Promise.all([...running].map((each) => each.stop()));
    },
  };
}
