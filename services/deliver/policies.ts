import { type Decided, type Failure, type PolicyOverride, policyFor } from '#libs/failures';
import type { Workspaces } from '#libs/host';
import type { HeadPolicy } from '#libs/state';

/** What is done about failures of one delivery. */
export interface DeliveryPolicy {
  readonly parkedHead: HeadPolicy;
  decide(failure: Failure): Decided;
}

export const standardPolicy: DeliveryPolicy = { parkedHead: 'block', decide: policyFor };

export interface Policies {
  /** For deliveries of a flow to a system; a flow that is gone has the system's. */
  forFlow(flow: string, system: string): DeliveryPolicy;
  /** For what is held: the system's own word counts for all of its flows. */
  forSystem(system: string, failure: Failure): Decided;
}

export const standardPolicies: Policies = {
  forFlow: () => standardPolicy,
  forSystem: (_system, failure) => policyFor(failure),
};

/** The current workspace's, whatever revision a message has. */
export function createPolicies(workspaces: Pick<Workspaces, 'current'>): Policies {
  const systemOverrides = (system: string): readonly PolicyOverride[] => workspaces.current()?.systems.get(system)?.failures ?? [];
  return {
    forFlow(name, target) {
      const flow = workspaces.current()?.flows.find((each) => each.name === name);
      const overrides = { flow: flow?.failures, system: systemOverrides(target) };
      return { parkedHead: flow?.parkedHead ?? 'block', decide: (failure) => policyFor(failure, overrides) };
    },
    forSystem: (system, failure) => policyFor(failure, { system: systemOverrides(system) }),
  };
}
