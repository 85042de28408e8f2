import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { type Line, wire } from '#libs/host';
import type { MessageLog } from '#libs/log';
import { startAll } from '#libs/stage';
import type { Store } from '#libs/state';
import { fixedWorkspaces, lineOf, stopLine } from '#verification/line';

export interface TestLine {
  readonly line: Line;
  /** Wires the modules as a process does and starts what they run. */
  start(...modules: Parameters<typeof wire>[1]): Promise<void>;
  stop(): Promise<void>;
}

export interface TestLineOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly log: MessageLog;
  readonly store: Store;
}

/** One process of the line over a log in memory (`memoryLog()`) and a real store. */
export function openTestLine({ files, log, store }: TestLineOptions): TestLine {
  const workspaces = fixedWorkspaces(compileWorkspace(parseWorkspace(files).workspace, 'r1'), files);
  const line = lineOf({ log, store, workspaces });
  let wired: { close(): Promise<void> } | null = null;
  return {
    line,
    async start(...modules) {
      wired = await wire(line, modules);
      await startAll(line.runnables, line.logger);
    },
    async stop() {
      await stopLine(line, line.runnables);
      await wired?.close();
    },
  };
}
