import type { FailureRow } from '#libs/connector-kit';

const WORKFLOW = 'See whether the workflow is there, turned on, and has an owner; its URL changes when it is made anew';

/** What a workflow's answers mean. Source: formats.md, Microsoft Teams; names of errors gk. */
export const failures: readonly FailureRow[] = [
  { status: 401, class: 'auth', scope: 'credential', meaning: 'the signature of the URL was not accepted', hint: WORKFLOW },
  { status: [404, 410], class: 'invalid', scope: 'system', meaning: 'there is no such workflow', hint: WORKFLOW },
  { bodyIncludes: 'WorkflowTriggerIsNotEnabled', class: 'invalid', scope: 'system', meaning: 'the workflow is turned off', hint: WORKFLOW },
  { status: 413, class: 'invalid', scope: 'record', meaning: 'the card is larger than 28 KB' },
  { status: 400, class: 'invalid', scope: 'record', meaning: 'the card was refused' },
];
