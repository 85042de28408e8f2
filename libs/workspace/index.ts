/** What a workspace and the connectors at hand have to say to each other. */
export { type ConnectAllowance, connectSystem } from './connect.ts';
export { connectorFacts, settingsProblems } from './facts.ts';
