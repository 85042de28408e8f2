import type { Audience } from '../patterns/appends.ts';

/** What check has to know about the connectors at hand; gathered by the caller from the registry. */
export interface ConnectorFacts {
  /** Ways in. Empty: it only writes. */
  readonly sources: readonly ('webhook' | 'topic')[];
  /** Canonical models it can write. Empty: it only reads. */
  readonly models: readonly string[];
  /** Canonical models it sends. Absent: any. */
  readonly sends?: readonly string[];
  /** Texts that can be added to its records, by model and by who reads them. Absent: any. */
  readonly appends?: Readonly<Record<string, readonly Audience[]>>;
  /** Value maps it asks its system for. Absent: any. */
  readonly valueMaps?: Readonly<Record<string, 'required' | 'optional'>>;
  /** What of the way to a system it goes by. Absent: all. */
  readonly way?: readonly ('tls' | 'proxy')[];
}

export interface Facts {
  readonly connectors: Readonly<Record<string, ConnectorFacts>>;
}

export function connectorOf(facts: Facts, name: string): ConnectorFacts | undefined {
  return Object.hasOwn(facts.connectors, name) ? facts.connectors[name] : undefined;
}
