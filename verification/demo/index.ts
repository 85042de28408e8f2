export { auditLogFile, feedCmdb } from './feed.ts';
export { type LineUp, type LineUpOptions, lineUp, sourceTopics, until } from './line-up.ts';
export { type OnItsWay, untilQuiet } from './quiet.ts';
export { type Evidence, judge, type Verdict } from './verdict.ts';
