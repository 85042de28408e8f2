/** Runs tasks of one key one after the other, tasks of different keys side by side, never more than `active` at once. */
export interface GroupLanes {
  /** Resolves as soon as there is room for the task; what it does and when it ends is the task's own matter. */
  add(key: string, task: () => Promise<void>): Promise<void>;
  /** Resolves when all tasks have ended; rejects with the first error that a task threw. */
  idle(): Promise<void>;
}

/** At most eight times `active` tasks wait; `add` holds its caller back beyond that. */
export function createGroupLanes(active: number): GroupLanes {
  const lanes = new Map<string, Promise<void>>();
  const waitingForSlot: (() => void)[] = [];
  const waitingForRoom: (() => void)[] = [];
  const errors: unknown[] = [];
  let free = active;
  let held = 0;

  async function slot(): Promise<void> {
    if (free > 0) free--;
    else await new Promise<void>((granted) => waitingForSlot.push(granted));
  }

  function release(): void {
    const next = waitingForSlot.shift();
    if (next === undefined) free++;
    else next();
  }

  async function run(before: Promise<void>, task: () => Promise<void>): Promise<void> {
    await before;
    await slot();
    try {
      await task();
    } catch (error) {
      errors.push(error);
    } finally {
      release();
      held--;
      waitingForRoom.shift()?.();
    }
  }

  return {
    async add(key, task) {
      while (held >= active * 8) await new Promise<void>((granted) => waitingForRoom.push(granted));
      held++;
      const mine = run(lanes.get(key) ?? Promise.resolve(), task);
      lanes.set(key, mine);
      void mine.then(() => {
        if (lanes.get(key) === mine) lanes.delete(key);
      });
    },
    async idle() {
      while (lanes.size > 0) await Promise.all(lanes.values());
      if (errors.length > 0) throw errors[0];
    },
  };
}
