export { connectorFacts, settingsProblems } from './facts.ts';
export { stages } from './stages.ts';
