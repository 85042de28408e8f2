/**
 * Set on a source event that is sent through the line again: `<partition>/<offset>` of where it was first captured. An event without an
 * id and a version of its own keeps those, so that a replay is neither new nor newer than what it repeats.
 */
export const originHeader = 'junctor-origin';

/** Where a captured event lay first: by its header, else where it lies. */
export function originOf(message: {
  readonly headers: Readonly<Record<string, string>>;
  readonly partition: number;
  readonly offset: bigint;
}): { readonly partition: number; readonly offset: number } {
  const match = /^(\d{1,10})\/(\d{1,16})$/.exec(message.headers[originHeader] ?? '');
  if (match === null) return { partition: message.partition, offset: Number(message.offset) };
  return { partition: Number(match[1]), offset: Number(match[2]) };
}
