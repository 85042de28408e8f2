/** How every verb ends; scripts may rely on these numbers. */
export const exitCodes = {
  /** It worked. */
  ok: 0,
  /** It worked and found something wrong: a workspace with errors, a doctor's finding. */
  failed: 1,
  /** Called wrongly: an unknown verb, option, stage or environment value. */
  usage: 2,
  /** Kafka, the schema registry or Postgres can't be reached. */
  unreachable: 3,
  /** Nothing goes by that name: a message, a flow, a workspace. */
  notFound: 4,
  /** Not done, because something stands in the way: a running stack, a missing yes. */
  refused: 5,
  /** A mistake in Junctor itself. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The same table for people. */
export const exitCodeHelp = [
  'Exit codes: 0 ok, 1 something is wrong with what was looked at, 2 called wrongly,',
  '3 Kafka, registry or Postgres not reachable, 4 not found, 5 refused, 70 a mistake in Junctor.',
].join('\n');
