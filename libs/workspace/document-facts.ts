import type { Registry } from '#libs/connector-kit';
import { failureClasses, failureNames, policyFor } from '#libs/failures';
import type { DocumentFacts, FailureWords, Workspace } from '#libs/flow';

/** The scope that each class is met with most; the others differ in what is held. */
const usual = {
  transient: 'record',
  rateLimit: 'endpoint',
  auth: 'credential',
  invalid: 'record',
  down: 'system',
  unknown: 'record',
  bug: 'record',
} as const;

/** What the pages say of failures (each word of a policy, and which file has it otherwise), and what connectors send. */
export function documentFacts({ systems, flows }: Workspace, connectors: Registry): DocumentFacts {
  return {
    sends: ({ spec }) => (connectors.has(spec.connector) ? (connectors.get(spec.connector).sends ?? []) : []),
    failures(system, flow) {
      const overrides = {
        system: systems.find(({ value }) => value.metadata.name === system)?.value.spec.failures,
        flow: flows.find(({ value }) => value.metadata.name === flow)?.value.spec.failures,
      };
      return failureClasses.map((kind): FailureWords => {
        const { words, from } = policyFor({ class: kind, scope: usual[kind] }, overrides);
        return { failure: failureNames[kind], words, from: from === 'table' ? null : from === 'flow' ? 'this flow' : `system ${system}` };
      });
    },
  };
}
