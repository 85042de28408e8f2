/** One line of the doctor. */
export interface Finding {
  readonly name: string;
  /** warn: it works, and somebody should look. fail: it does not work. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do next; null when there is nothing to do. */
  readonly hint: string | null;
}

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail, hint: null });
export const warn = (name: string, detail: string, hint: string): Finding => ({ name, state: 'warn', detail, hint });
export const fail = (name: string, detail: string, hint: string): Finding => ({ name, state: 'fail', detail, hint });

/** A check that can't be made is a finding too. */
export async function tried(name: string, hint: string, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [fail(name, error instanceof Error ? error.message : String(error), hint)];
  }
}
