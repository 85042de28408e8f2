import { type Answered, type Quota, quotaOf } from '#libs/connector-kit';

/** What one delivery cost its destination, and what the destination said about its limits meanwhile. */
export interface Account {
  readonly answered: Answered;
  /** Answers on the wire; 0 at a connector that has none to tell of. */
  answers(): number;
  /** As told last; null when nothing was told. */
  quota(): Quota | null;
}

/** `now`: epoch milliseconds. */
export function createAccount(now: () => number = Date.now): Account {
  let answers = 0;
  let quota: Quota | null = null;
  return {
    answered({ headers }) {
      answers++;
      quota = quotaOf(headers, now()) ?? quota;
    },
    answers: () => answers,
    quota: () => quota,
  };
}
