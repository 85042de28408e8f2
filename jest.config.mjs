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
  transform: { '^.+\\.ts$': '@swc/jest' },
  testTimeout: 30_000,
};
