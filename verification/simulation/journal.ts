/** One thing that a destination did, in the order in which it did it. */
export interface Effect {
  readonly at: number;
  readonly op: string;
  readonly key: string;
  readonly id: string | null;
  readonly deliveryId: string;
  readonly host: string;
  /** What was sent, and what the record was afterwards. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** When the call was begun. */
  readonly begunAt: number;
  /** The caller got its answer: nothing excuses sending it again but what befell the caller later. */
  answered: boolean;
}

export type Journal = (Effect | EarlyCall)[];

/** A call that came before the time its lane had been told to wait for. */
export interface EarlyCall {
  readonly early: string;
}

export interface Request {
  readonly op: string;
  readonly key: string;
  readonly lane: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A delivery that was refused for what is in it: it comes again when a person has seen to it. */
export interface Refusal {
  readonly deliveryId: string;
  readonly lane: string;
  readonly at: number;
}

/** A credential that was not accepted, virtual milliseconds. */
export interface Outage {
  readonly at: number;
  readonly until: number;
}
