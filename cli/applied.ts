import { readWorkspaces, withConnection } from './connection.ts';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';

/** The files of the workspace that the line runs by now. Throws CliError when none has been applied. */
export async function appliedFiles(io: Io, data: string): Promise<Readonly<Record<string, string>>> {
  return await withConnection(io, data, async (connection) => {
    const workspaces = await readWorkspaces(connection);
    const revision = workspaces?.current()?.revision;
    const applied = workspaces?.files().find((each) => each.revision === revision);
    if (!applied)
      throw new CliError(
        exitCodes.notFound,
        'no workspace has been applied yet',
        'apply one: junctor apply; or look at a folder with --workspace',
      );
    return applied.files;
  });
}
