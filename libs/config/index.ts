export { ConfigError, type ConfigProblem, readEnv } from './env.ts';
