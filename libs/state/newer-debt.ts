import type { ContextDebt } from './debt-contract.ts';

/** Whether a debt takes the place of what its record owes already: a newer version does, and a later copy of the same one; a repeat of an older one never. */
export function isNewerDebt(
  { version, offset }: Pick<ContextDebt, 'version' | 'offset'>,
  known: Pick<ContextDebt, 'version' | 'offset'> | undefined,
): boolean {
  return known === undefined || known.version < version || (known.version === version && known.offset < offset);
}
