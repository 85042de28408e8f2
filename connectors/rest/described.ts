/** The settings of a system, parsed once for each object that holds them. */
import { type Settings, settings } from './settings.ts';

const known = new WeakMap<object, Settings | null>();

/** null when they do not fit: then `check` has said so. Takes settings that are parsed already as well as raw ones. */
export function compiledSettings(given: unknown): Settings | null {
  if (typeof given !== 'object' || given === null) return null;
  const found = known.get(given);
  if (found !== undefined) return found;
  const parsed = settings.safeParse(given);
  const value = parsed.success ? parsed.data : null;
  known.set(given, value);
  return value;
}
