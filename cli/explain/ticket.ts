import { type Flow, parseWorkspace } from '#libs/flow';
import { readWorkspaces, withConnection } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, type Result } from '../output.ts';
import { journeysOf, nothing } from '../verbs/msg.ts';
import { type Decision, decisionLines } from './decision.ts';

const newest = 5;

/** The decisions behind a ticket, newest record first, each by the revision that made it. Throws CliError. */
export async function explainTicket(io: Io, text: string, data: string): Promise<Result> {
  return await withConnection(io, data, async (connection) => {
    const { journeys, more } = await journeysOf(connection, text, newest);
    const contributions = journeys.flatMap(({ deliveries }) => deliveries.flatMap(({ contribution }) => contribution ?? []));
    if (contributions.length === 0) throw nothing(text);
    const revisions = (await readWorkspaces(connection))?.files() ?? [];
    const flowOf = (name: string, revision: string): Flow | null => {
      const files = revisions.find((each) => each.revision === revision)?.files ?? {};
      return parseWorkspace(files).workspace.flows.find(({ value }) => value.metadata.name === name)?.value ?? null;
    };
    const decisions = contributions.map((contribution): Decision & { revision: string } => {
      const { flow, system, record, revision, targetSystem, targetKey, explanation, want } = contribution;
      const { ticket } = want as { readonly ticket: Decision['fields'] };
      return { flow, record: `${system}/${record}`, revision, targetSystem, targetKey, explanation, fields: ticket };
    });
    const lines = decisions.flatMap((decision) => [...decisionLines(decision, flowOf(decision.flow, decision.revision), colorsOf(io)), '']);
    return {
      code: exitCodes.ok,
      json: { query: text, decisions, limited: more },
      lines: more ? [...lines, `only the newest ${count(newest, 'record')} are explained; junctor msg find lists all`] : lines,
    };
  });
}
