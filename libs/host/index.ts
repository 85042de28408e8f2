export { passwordsIn } from './addresses.ts';
export { type BootOptions, boot, runs, wire } from './boot.ts';
export { endOnCrash } from './crash.ts';
export { type Environment, environmentSchema } from './environment.ts';
export { LINE, type Line, openCodec, openLine, openLog } from './line.ts';
export { StageStrategy } from './strategy.ts';
export { createWorkspaces, publishWorkspace, requireRevisions, type Workspaces } from './workspaces.ts';
