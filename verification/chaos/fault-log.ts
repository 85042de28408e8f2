import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** What was done to a process or a server, and when: written down before the line can feel it. */
export interface FaultLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: 'killed' | 'stopped' | 'frozen' | 'thawed' | 'started' | 'cut' | 'healed' | 'lock' | 'storm';
  /** Instance of a service, name of a server, or a connection such as `deliver to Postgres`. */
  readonly target: string;
  readonly pid?: number;
  readonly detail?: string;
}

/** The harness's own record of its faults; the explanation of a repeat at a destination rests on it and on the simulators' journals. */
export interface FaultLog {
  readonly file: string;
  /** Appends and syncs a line; `at` is now when not given. Returns the time. */
  note(line: Omit<FaultLine, 'at'> & { readonly at?: number }): number;
  close(): void;
}

export function openFaultLog(file: string): FaultLog {
  const log = openSync(file, 'a');
  return {
    file,
    note(given) {
      const line: FaultLine = { at: Date.now(), ...given };
      writeSync(log, `${JSON.stringify(line)}\n`);
      fsyncSync(log);
      return line.at;
    },
    close: () => closeSync(log),
  };
}
