/** When so many of a system's calls fail that it is better left alone (reliability.md 2.3). */
const slotMs = 5_000;
const slots = 12;
const least = 10;
const share = 0.5;

export interface Breaker {
  /** One more call has ended; true when it is the one that opens the breaker, which then starts afresh. `at`: monotonic milliseconds. */
  note(at: number, bad: boolean): boolean;
  forget(): void;
}

interface Slot {
  readonly number: number;
  calls: number;
  bad: number;
}

/** Opens at 10 calls or more of the last minute, when half of them or more went badly. Its memory is 12 numbers, whatever the traffic. */
export function createBreaker(): Breaker {
  let window: Slot[] = [];
  return {
    note(at, bad) {
      const number = Math.floor(at / slotMs);
      window = window.filter((slot) => slot.number > number - slots);
      const known = window.find((slot) => slot.number === number);
      const slot = known ?? { number, calls: 0, bad: 0 };
      if (!known) window.push(slot);
      slot.calls++;
      if (bad) slot.bad++;
      const calls = window.reduce((sum, each) => sum + each.calls, 0);
      const failed = window.reduce((sum, each) => sum + each.bad, 0);
      if (!bad || calls < least || failed < calls * share) return false;
      window = [];
      return true;
    },
    forget() {
      window = [];
    },
  };
}
