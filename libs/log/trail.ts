/** One append of a message: where it lies and since when (epoch milliseconds). */
export interface Hop {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly at: number;
}
