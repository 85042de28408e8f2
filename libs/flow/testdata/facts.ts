import type { Facts } from '../check/facts.ts';

/** The connectors of the demo workspace, as check wants to know them. */
export const facts: Facts = {
  connectors: {
    alertmanager: { sources: ['webhook'], models: [], sends: ['event'], valueMaps: { severity: 'required' } },
    'itsm-audit-log': { sources: ['topic'], models: [], sends: ['incident'], valueMaps: { status: 'required' } },
    'cmdb-feed': { sources: ['topic'], models: [] },
    servicenow: { sources: [], models: ['incident'], appends: { incident: ['note', 'comment'] } },
    'standard-webhook': { sources: [], models: ['incident', 'event', 'ci'] },
    'json-files': { sources: [], models: ['incident', 'event', 'ci'], appends: {} },
  },
};
