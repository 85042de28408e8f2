export { LocalStackError, type LocalStackErrorCode, type Problem } from './errors.ts';
export type { BrokerName, Part, ServerName } from './layout.ts';
export { type RememberedStack, rememberedStack } from './remembered.ts';
export { resetStack, type Stack, type StackOptions, startStack } from './stack.ts';
export { dropDatabase, freshDatabase, type TestStack, testStack } from './testing.ts';
export { checkTools } from './tools-check.ts';
