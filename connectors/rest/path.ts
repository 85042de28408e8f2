/**
 * Where a value stands in an answer or a payload: names joined by dots, as in `data.items[0].id`. A list entry is named by its
 * place or by a field of it (`custom[id=7].value`). Reads own data only: a prototype is never walked.
 */
export type Step =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'where'; readonly name: string; readonly is: string };

export type Path = readonly Step[];

const MAX_LENGTH = 300;
const MAX_STEPS = 32;
const NAME = '@?[A-Za-z_#$][\\w$:-]*';
const STEP = new RegExp(`(?:\\.?(${NAME})|\\["([^"\\]]{1,200})"\\]|\\[(-?\\d{1,5})\\]|\\[(${NAME})=([^\\]]{1,200})\\])`, 'y');

/** null when the text does not read as a path. */
export function parsePath(text: string): Path | null {
  if (text === '' || text.length > MAX_LENGTH || text.startsWith('.')) return null;
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null || steps.length === MAX_STEPS) return null;
    const [, name, quoted, index, field, is] = found;
    if (index !== undefined) steps.push({ kind: 'at', index: Number(index) });
    else if (field !== undefined && is !== undefined) steps.push({ kind: 'where', name: field, is });
    else steps.push({ kind: 'key', name: name ?? quoted ?? '' });
  }
  return steps;
}

function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** XML shows a list of one as that one. */
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function follow(value: unknown, step: Step): unknown {
  if (step.kind === 'key') return Array.isArray(value) ? undefined : own(value, step.name);
  if (step.kind === 'at') return asList(value).at(step.index);
  return asList(value).find((one) => String(own(one, step.name)) === step.is);
}

/** undefined when some step on the way has nothing. */
export function read(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (here === undefined || here === null) return undefined;
    here = follow(here, step);
  }
  return here;
}

const compiled = new Map<string, Path>();
/** Paths come from files that people wrote; what would outgrow this is not that. */
const MOST_KEPT = 10_000;

/** As `read`, by the text of a path that a schema has let pass. Throws Error on any other. */
export function readAt(value: unknown, text: string): unknown {
  let path = compiled.get(text);
  if (path === undefined) {
    path = parsePath(text) ?? undefined;
    if (path === undefined) throw new Error(`not a path: ${text.slice(0, 80)}`);
    if (compiled.size < MOST_KEPT) compiled.set(text, path);
  }
  return read(value, path);
}
