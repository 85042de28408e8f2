import type { Destination } from '#libs/connector-kit';

/** Names of what can be held for one system; whoever names the same subject is held with it. */
export interface Subjects {
  readonly system: string;
  readonly endpoint: string;
  /** The credential at the address it is used at: two systems that share both share its limits and its troubles. */
  readonly credential: string;
}

/** `address`: as it is connected to. A system without a credential has one subject of its own for what is bound to credentials. */
export function subjectsOf(system: string, destination: Pick<Destination, 'credential'>, address = ''): Subjects {
  const reference = destination.credential ?? null;
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  return {
    system: `system:${system}`,
    endpoint: `endpoint:${system}`,
    credential:
      reference === null ? `credential:${system}` : `credential:${reference}${origin === '' || origin === 'null' ? '' : ` at ${origin}`}`,
  };
}

export const allSubjects = ({ system, endpoint, credential }: Subjects): readonly string[] => [system, endpoint, credential];
