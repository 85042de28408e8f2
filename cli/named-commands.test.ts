/** Command lines that pages for people name: each is one that the command line takes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from './program.ts';

const root = join(import.meta.dirname, '..');

const pages = ['README.md', 'docs', 'connectors', 'verification', 'simulators'].flatMap((place) =>
  place.endsWith('.md')
    ? [place]
    : readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md') && path !== join('reference', 'cli.md'))
        .map((path) => join(place, path)),
);

/** What stands behind `junctor` in a span of code, or at the beginning of a line of one. */
function namedIn(markdown: string): string[] {
  const spans = [...markdown.matchAll(/`(?:npx )?junctor ([a-z][^`\n]*)`/g)];
  const lines = [...markdown.matchAll(/^\s*(?:\$ )?(?:npx )?junctor ([a-z][^\n│]*)$/gm)];
  return [...spans, ...lines].map(([, words = '']) => words.replace(/\s+(#|&&|\||>).*$/, ''));
}

/** Why the command line would not take it; null when it does. */
function refusal(program: Command, line: string): string | null {
  const words = line.match(/"[^"]*"|'[^']*'|<[^>]*>|\S+/g) ?? [];
  let command = program;
  let at = 0;
  for (; at < words.length; at++) {
    const found = command.commands.find((each) => each.name() === words[at]);
    if (!found) break;
    command = found;
  }
  if (command === program) return words[0] === 'help' ? null : `no verb ${words[0]}`;
  const isDefault = (each: Command): boolean =>
    (command as unknown as { _defaultCommandName?: string })._defaultCommandName === each.name();
  const taking = command.commands.find(isDefault) ?? command;
  let given = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) given++;
    else {
      const [flag = ''] = word.split('=');
      const option = [...taking.options, ...program.options].find(({ long, short }) => long === flag || short === flag);
      if (!option && flag !== '--help') return `${taking.name()} has no ${flag}`;
      if (option?.required && !word.includes('=')) at++;
    }
  }
  const most = taking.registeredArguments.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : taking.registeredArguments.length;
  return given > most ? `${taking.name()} takes ${most} words` : null;
}

describe('command lines that pages name', () => {
  let program: Command;
  beforeAll(async () => {
    const silent = { out: () => undefined, err: () => undefined, color: false, width: 80 };
    program = await createProgram({ io: silent, ended: () => undefined } as unknown as Parameters<typeof createProgram>[0]);
  });

  it.each(pages)('%s', (page) => {
    const wrong = namedIn(readFileSync(join(root, page), 'utf8')).flatMap((line) => {
      const why = refusal(program, line);
      return why === null ? [] : [`junctor ${line}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['systems servicenow', 'list takes 0 words'],
    ['reveiw list', 'no verb reveiw'],
    ['check . --strickt', 'check has no --strickt'],
    ['systems show desk', null],
    ['review replay --cause <cause> --reason "it was mended" --wait', null],
  ])('%s', (line, why) => {
    expect(refusal(program, line)).toBe(why);
  });
});
