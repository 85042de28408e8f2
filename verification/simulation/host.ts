/** One simulated process of the line: whatever runs in it is tagged with it, so that it can die or stand still as a whole. */
export interface Host {
  readonly name: string;
  /** Nothing reaches it any more. */
  dead: boolean;
  /** Virtual time before which nothing reaches it: a stopped process. */
  stalledUntil: number;
  /** How far its wall clock is off, milliseconds; its monotonic one never is. */
  skewMs: number;
  /** Virtual time before which it does not reach the database, whatever else it reaches. */
  cutOffUntil: number;
  /** Called once when it dies or is expelled; what was pending at a port ends. */
  readonly onDeath: Set<() => void>;
}

export const createHost = (name: string): Host => ({ name, dead: false, stalledUntil: 0, skewMs: 0, cutOffUntil: 0, onDeath: new Set() });

export function die(host: Host): void {
  if (host.dead) return;
  host.dead = true;
  for (const tell of [...host.onDeath]) tell();
  host.onDeath.clear();
}
