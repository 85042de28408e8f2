/** What a first workspace with this connector begins with; gathered from the connector's own page and test data. */
export interface Starter {
  readonly connector: string;
  readonly title: string;
  /** A system file. */
  readonly system: string;
  /** Models it can be a target for. */
  readonly writes: readonly string[];
  /** One call of it that becomes one record; null when it is no source that calls. */
  readonly sample: {
    readonly file: string;
    readonly model: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
}
