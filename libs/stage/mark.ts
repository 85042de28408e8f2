/**
 * How the previous owner of a partition ended, kept as the metadata of its committed offset, so that it needs no store
 * and has exactly one writer. level 0: cleanly. 1: while running normally. 2: while running with care, or on one record,
 * which had been tried `tries` times.
 */
export interface Mark {
  readonly level: 0 | 1 | 2;
  readonly tries: number;
}

/** What a restart reads as `level` is what the run before it wrote: `run` says it never ended. */
export function levelOf(metadata: string): Mark {
  if (metadata === 'run') return { level: 1, tries: 0 };
  if (metadata === 'care') return { level: 2, tries: 0 };
  const tried = /^try:(\d{1,3})$/.exec(metadata);
  return tried ? { level: 2, tries: Number(tried[1]) } : { level: 0, tries: 0 };
}

export function markText(mark: Mark): string {
  if (mark.level === 0) return 'clean';
  if (mark.level === 1) return 'run';
  return mark.tries > 0 ? `try:${mark.tries}` : 'care';
}

/** What is written while a run lasts: a clean level becomes "running", so that an unclean end shows. */
export function running(mark: Mark): Mark {
  if (mark.level === 2) return mark;
  return mark.level === 0 ? { level: 1, tries: 0 } : { level: 2, tries: 0 };
}
