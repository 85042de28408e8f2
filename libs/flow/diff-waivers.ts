/** What changes in the waivers between two workspaces: each is named by what it lets pass. */
import type { Change } from './diff.ts';
import type { Workspace } from './parse.ts';
import type { Waiver } from './schema/waivers.ts';

/** `today`: the day it is, YYYY-MM-DD (UTC). A waiver that has ended is told as long as it stands in the file. */
export function diffWaivers(before: Workspace, after: Workspace, today: string): Change[] {
  const [old, now] = [byMeaning(before), byMeaning(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name): Change[] => {
    const [was, is] = [old.get(name), now.get(name)];
    const change = (what: Change['what'], text: string, effect: string | null = null): Change[] => [
      { kind: 'waiver', name, what, field: '', text, effect },
    ];
    if (is === undefined) return change('removed', 'the waiver is gone', 'what it let pass is a finding of check again');
    if (is.until < today) return change('changed', `the waiver ended on ${is.until}`, 'what it let pass is a finding of check again');
    if (was === undefined) return change('added', `let pass until ${is.until}: ${is.reason} (${is.owner})`);
    return differences(was, is).flatMap((text) => change('changed', text));
  });
}

function byMeaning({ waivers }: Workspace): Map<string, Waiver> {
  const all = waivers.flatMap(({ value }) => value.spec.waivers);
  return new Map(
    all.map((waiver) => [`${waiver.rule} in ${waiver.file}${waiver.field === undefined ? '' : ` at ${waiver.field}`}`, waiver]),
  );
}

function differences(was: Waiver, is: Waiver): string[] {
  return [
    ...(was.until === is.until ? [] : [`let pass until ${is.until} instead of ${was.until}`]),
    ...(was.owner === is.owner ? [] : [`${is.owner} answers for it instead of ${was.owner}`]),
    ...(was.reason === is.reason ? [] : [`the reason is ${is.reason}`]),
  ];
}
