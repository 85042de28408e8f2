/** Waivers: findings of a standard that somebody answers for until a day. A waiver is held to rules of its own. */
import { inOrder, type Workspace } from '../parse.ts';
import type { Problem } from '../problem.ts';
import { checkRules, findRule } from '../rules/rules.ts';
import type { Waiver } from '../schema/waivers.ts';
import { suggestion } from '../suggest.ts';
import { type Report, reporter } from './report.ts';

export interface Judged {
  /** What is left to mend, in file and line order. */
  readonly problems: readonly Problem[];
  readonly waived: readonly (Problem & Pick<Waiver, 'reason' | 'owner' | 'until'>)[];
}

const maxDays = 366;
const dayMs = 86_400_000;
const daysFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

/** Takes out what is waived, and adds what is wrong with the waivers. `today`: the day it is, YYYY-MM-DD (UTC). */
export function withWaivers(found: readonly Problem[], { waivers }: Pick<Workspace, 'waivers'>, today: string): Judged {
  const left = new Set(found);
  const waived: Judged['waived'][number][] = [];
  const problems: Problem[] = [];
  for (const file of waivers) {
    const report = reporter(file, problems);
    for (const [i, waiver] of file.value.spec.waivers.entries()) {
      if (!counts(waiver, i, today, report)) continue;
      const meant = found.filter((problem) => means(waiver, problem));
      if (meant.length === 0) report('waiver.unused', ['spec', 'waivers', i], { message: unusedText(waiver) });
      const { reason, owner, until } = waiver;
      for (const problem of meant) if (left.delete(problem)) waived.push({ ...problem, reason, owner, until });
    }
  }
  return { problems: inOrder([...left, ...problems]), waived };
}

const means = ({ rule, file, field }: Waiver, problem: Problem): boolean =>
  rule === problem.rule && file === problem.file && (field === undefined || field === problem.field);

const unusedText = ({ rule, file, field }: Waiver): string =>
  `nothing in ${file} breaks ${rule}${field === undefined ? '' : ` at ${field}`}`;

function counts(waiver: Waiver, i: number, today: string, report: Report): boolean {
  const rule = findRule(waiver.rule);
  if (rule?.waivable !== true) {
    const known = checkRules.filter((each) => each.waivable).map(({ id }) => id);
    report('waiver.rule', ['spec', 'waivers', i, 'rule'], {
      message:
        rule === undefined ? `no rule '${waiver.rule}'` : `rule '${waiver.rule}' can't be waived: a flow that breaks it does not run right`,
      expected: `one of ${known.join(', ')}`,
      hint: rule === undefined ? suggestion(waiver.rule, known) : null,
    });
    return false;
  }
  const days = daysFrom(today, waiver.until);
  const at = ['spec', 'waivers', i, 'until'];
  if (days < 0) report('waiver.until', at, { message: `this waiver ended on ${waiver.until}` });
  if (days > maxDays) report('waiver.until', at, { message: `${waiver.until} is more than a year ahead` });
  return days >= 0;
}
