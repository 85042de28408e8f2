import { registry as connectors } from '#connectors';
import type { SystemSpec } from '#libs/flow';

/** Whether the system's connector can ask what has changed there. */
export const askable = ({ connector }: Pick<SystemSpec, 'connector'>): boolean =>
  connectors.has(connector) && connectors.get(connector).poll !== undefined;
