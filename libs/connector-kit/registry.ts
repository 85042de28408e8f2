/** Connectors by name. */
import type { Connector } from './contract.ts';

export interface Registry {
  readonly names: readonly string[];
  /** Throws an Error that lists the known names when there is no such connector. */
  get(name: string): Connector;
  has(name: string): boolean;
}

/** Throws when two connectors share a name. */
export function createRegistry(connectors: readonly Connector[]): Registry {
  const byName = new Map<string, Connector>();
  for (const connector of connectors) {
    if (byName.has(connector.name)) throw new Error(`Two connectors are named ${connector.name}`);
    byName.set(connector.name, connector);
  }
  const names = [...byName.keys()].sort();
  return {
    names,
    has: (name) => byName.has(name),
    get(name) {
      const connector = byName.get(name);
      if (connector === undefined) throw new Error(`No connector is named ${name}; there are: ${names.join(', ')}`);
      return connector;
    },
  };
}
