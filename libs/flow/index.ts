/** The flow language: parse, check, compile, explain, and the case folds of the patterns. Pure: no I/O, no clock. */
export { checkWorkspace } from './check/check.ts';
export type { ConnectorFacts, Facts } from './check/facts.ts';
export { type CheckRule, checkRules } from './check/rules.ts';
export { type CompiledWorkspace, compileWorkspace } from './compile.ts';
export type { CompiledFlow, Contributed } from './compile-flow.ts';
export { explainFlow } from './explain.ts';
export { inOrder, parseWorkspace, type Sourced, type Workspace } from './parse.ts';
export type { ContributionFold, Folding, FoldResult } from './patterns/fold.ts';
export { foldFor } from './patterns/fold-for.ts';
export type { EpisodeWant, RecordWant } from './patterns/want.ts';
export { type Problem, WorkspaceError } from './problem.ts';
export type { ReviewEvidence, ReviewResult } from './review.ts';
export { revisionOf } from './revision.ts';
export type { FailureOverride } from './schema/failures.ts';
export type { Flow, PatternName, Row, Rule } from './schema/flow.ts';
export { workspaceJsonSchemas } from './schema/json-schema.ts';
export type { System, SystemSpec } from './schema/system.ts';
