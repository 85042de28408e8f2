/** Sources whose calls were refused, and since when: what they did not send again has to be asked for. */
export interface Troubles {
  note(system: string): void;
  /** Takes them out: how long ago each began, milliseconds. Given back by `note` when they could not be dealt with. */
  take(): ReadonlyMap<string, number>;
  giveBack(troubles: ReadonlyMap<string, number>): void;
}

export function createTroubles(now: () => number = () => performance.now()): Troubles {
  let since = new Map<string, number>();
  const noteAt = (system: string, at: number): void => {
    since.set(system, Math.min(at, since.get(system) ?? at));
  };
  return {
    note: (system) => noteAt(system, now()),
    take() {
      const taken = since;
      since = new Map();
      return new Map([...taken].map(([system, at]) => [system, Math.max(0, now() - at)]));
    },
    giveBack(troubles) {
      for (const [system, agoMs] of troubles) noteAt(system, now() - agoMs);
    },
  };
}
