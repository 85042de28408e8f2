export { type Program, type ProgramOptions, runProgram, startProgram } from './program.ts';
export { type Services, serviceEnvironment, type StackAddresses, type StageName, stageNames, startServices } from './services.ts';
export { demoSecrets, type Destinations, type FaultOptions, startSimulators } from './simulators.ts';
