import type { Facts } from '../check/facts.ts';

/** The connectors of the demo workspace, as check wants to know them. */
export const facts: Facts = {
  connectors: {
    alertmanager: { sources: ['webhook'], models: [], valueMapNames: ['severity'] },
    'itsm-audit-log': { sources: ['topic'], models: [], valueMapNames: ['status'] },
    'cmdb-feed': { sources: ['topic'], models: [] },
    servicenow: { sources: [], models: ['incident'] },
    'standard-webhook': { sources: [], models: ['incident', 'event', 'ci'] },
    'json-files': { sources: [], models: ['incident', 'event', 'ci'] },
  },
};
