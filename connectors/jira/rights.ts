/** What the account may do in the project: Jira tells it to whoever signs in. */
import type { Rights } from '#libs/connector-kit';
import { type JiraClient, recordOf } from './client.ts';

const NEEDED = ['BROWSE_PROJECTS', 'CREATE_ISSUES', 'EDIT_ISSUES', 'TRANSITION_ISSUES', 'ADD_COMMENTS'];
const NEVER_NEEDED = ['ADMINISTER', 'ADMINISTER_PROJECTS', 'SYSTEM_ADMIN'];

/** Throws FailureError. */
export async function rightsOf(client: JiraClient, project: string, signal: AbortSignal): Promise<Rights> {
  const query = new URLSearchParams({ projectKey: project, permissions: [...NEEDED, ...NEVER_NEEDED].join(',') });
  const call = { deliveryId: 'probe', changed: null, traceparent: null, signal };
  const told = recordOf(recordOf(await client.ask('GET', `/mypermissions?${query}`, call)).permissions);
  const has = (name: string): boolean => recordOf(told[name]).havePermission === true;
  return { missing: NEEDED.filter((name) => !has(name)), excess: NEVER_NEEDED.filter(has) };
}
