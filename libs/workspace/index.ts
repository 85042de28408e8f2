/** What a workspace and the connectors at hand have to say to each other. */
export { certificateProblems } from './certificates.ts';
export { type ConnectAllowance, connectSystem } from './connect.ts';
export { type Action, type ConnectorView, viewOfConnector } from './connector-view.ts';
export { documentFacts } from './document-facts.ts';
export { connectorFacts, settingsProblems } from './facts.ts';
export { type Field, fieldsOf, type JsonSchema, schemaOf, typeText } from './schema-fields.ts';
