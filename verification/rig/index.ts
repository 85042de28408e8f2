export { type Program, type ProgramOptions, runProgram, startProgram } from './program.ts';
export { type Services, type StackAddresses, type StageName, serviceEnvironment, stageNames, startServices } from './services.ts';
export { type Destinations, demoSecrets, type FaultOptions, type Ports, startSimulators } from './simulators.ts';
