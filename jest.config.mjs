import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
// The build rewrites `./x.ts` to `./x.js`; tests run from source, where the file is still `./x.ts`.
const { rewriteRelativeImportExtensions: _rewritten, ...jsc } = swc.jsc;

/** Tests run from source: the same SWC settings as the build, ESM throughout. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['junctor-source', 'node', 'node-addons'] },
  roots: [
    '<rootDir>/libs',
    '<rootDir>/services',
    '<rootDir>/cli',
    '<rootDir>/connectors',
    '<rootDir>/simulators',
    '<rootDir>/verification',
    '<rootDir>/tools',
  ],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { swcrc: false, jsc, module: swc.module, sourceMaps: 'inline' }] },
  testTimeout: 30_000,
};
