export { auditLogFile, feedCmdb } from './feed.ts';
export { demoWorkspace, type LineUp, type LineUpOptions, lineUp, sourceTopics, until } from './line-up.ts';
export { type OnItsWay, untilQuiet } from './quiet.ts';
export { rssMb } from './rss.ts';
export { type Evidence, judge, type Verdict } from './verdict.ts';
