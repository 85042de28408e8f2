/** What a workspace and the connectors at hand have to say to each other before anything is connected. */
export { connectorFacts, settingsProblems } from './facts.ts';
