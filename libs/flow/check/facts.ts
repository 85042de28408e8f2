/** What check has to know about the connectors at hand; gathered by the caller from the registry. */
export interface ConnectorFacts {
  /** Ways in. Empty: it only writes. */
  readonly sources: readonly ('webhook' | 'topic')[];
  /** Canonical models it can write. Empty: it only reads. */
  readonly models: readonly string[];
  /** Value maps it asks its system for. Absent: any. */
  readonly valueMapNames?: readonly string[];
}

export interface Facts {
  readonly connectors: Readonly<Record<string, ConnectorFacts>>;
}

export function connectorOf(facts: Facts, name: string): ConnectorFacts | undefined {
  return Object.hasOwn(facts.connectors, name) ? facts.connectors[name] : undefined;
}
