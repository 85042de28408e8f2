import type { System } from '#libs/flow';
import type { Escalation, Hold, Store } from '#libs/state';

/** What a person wants to know of one connected system. */
export interface SystemView {
  readonly name: string;
  readonly title: string | null;
  readonly owner: string | null;
  readonly connector: string | null;
  /**
   * held: nothing goes there; a probe finds out when it is back. recovering: some calls go again, more with every success. limited: it waits
   * for its quota. flowing: nothing keeps its deliveries back.
   */
  readonly state: 'held' | 'recovering' | 'limited' | 'flowing';
  readonly holds: readonly Hold[];
  readonly limits: Readonly<Record<string, number | undefined>>;
  /** Records with something to do, records that wait for a person, and deliveries of both. */
  readonly waiting: { readonly lanes: number; readonly blocked: number; readonly deliveries: number; readonly oldestMs: number };
  /** Newest first. */
  readonly escalations: readonly Escalation[];
}

export interface Observed {
  readonly systems: readonly System[];
  readonly holds: readonly Hold[];
  readonly escalations: readonly Escalation[];
  readonly waiting: Awaited<ReturnType<Store['waiting']>>;
}

const nothing = { lanes: 0, blocked: 0, deliveries: 0, oldestMs: 0 };

/** One view for each system of the workspace, and for those that only the deliveries still know; by name. */
export function viewsOf({ systems, holds, escalations, waiting }: Observed): readonly SystemView[] {
  const known = new Map(systems.map((system) => [system.metadata.name, system]));
  const names = new Set([...known.keys(), ...waiting.map(({ targetSystem }) => targetSystem), ...holds.map(({ system }) => system)]);
  return [...names].sort().map((name): SystemView => {
    const system = known.get(name) ?? null;
    const own = holds.filter((hold) => hold.system === name || (system !== null && shares(system, hold)));
    const counts = waiting.find(({ targetSystem }) => targetSystem === name) ?? nothing;
    const { lanes, blocked, deliveries, oldestMs } = counts;
    return {
      ...{ name, title: system?.metadata.title ?? null, owner: system?.metadata.owner ?? null, connector: system?.spec.connector ?? null },
      ...{ state: stateOf(own), holds: own, limits: { ...system?.spec.limits }, waiting: { lanes, blocked, deliveries, oldestMs } },
      escalations: escalations.filter((each) => each.system === name || own.some((hold) => hold.subject === each.subject)),
    };
  });
}

function stateOf(holds: readonly Hold[]): SystemView['state'] {
  if (holds.some(({ kind, phase }) => kind !== 'quota' && phase !== 'ramp')) return 'held';
  if (holds.some(({ kind }) => kind === 'quota')) return 'limited';
  return holds.length > 0 ? 'recovering' : 'flowing';
}

/** A hold on a credential concerns every system that names the same secret, unless its address is plainly another one. */
function shares({ spec }: System, { subject }: Hold): boolean {
  const [, reference, origin] = /^credential:(.+?)(?: at (\S+))?$/.exec(subject) ?? [];
  if (reference === undefined || !JSON.stringify(spec.settings).includes(JSON.stringify(reference))) return false;
  const elsewhere = origin !== undefined && spec.address !== undefined && URL.canParse(spec.address) && /^https?:/.test(spec.address);
  return !(elsewhere && new URL(spec.address ?? '').origin !== origin);
}
