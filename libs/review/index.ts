/** Parked records: what they say, edits, replays, rehearsals, and what became of them. Pure, given what it reads and the line's steps. */
export { formOf, payloadOf, type RawContent, rawOf } from './content.ts';
export { type Difference, differences } from './diff.ts';
export { type DryRun, dryRun } from './dry-run.ts';
export { type Edit, EditError, editableText, edited } from './edit.ts';
export { type Facts, judge } from './judge.ts';
export { type Ending, type RehearsalDeps, type Rehearsed, rehearse, type Steps } from './rehearse.ts';
export { type Remapped, remapped } from './remap.ts';
export { type Mark, type Replay, type ReplayDeps, replayOf, traceOf, traceparentOf } from './replay.ts';
