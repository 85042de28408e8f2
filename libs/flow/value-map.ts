/** A value map with its place, so that a person who meets an unknown value knows which file wants a row. */
export interface ValueMap {
  readonly name: string;
  readonly file: string;
  readonly entries: ReadonlyMap<string, string>;
}

export function valueMapsOf(file: string, maps: Readonly<Record<string, Readonly<Record<string, string>>>>): ReadonlyMap<string, ValueMap> {
  return new Map(Object.entries(maps).map(([name, rows]) => [name, { name, file, entries: new Map(Object.entries(rows)) }]));
}
