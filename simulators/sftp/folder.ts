/** The requests of SFTP version 3 that file transfer needs, on one folder of this host (draft-ietf-secsh-filexfer-02). */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { join, posix } from 'node:path';
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE } = ssh2.utils.sftp;

interface Handle {
  readonly path: string;
  /** null for a folder. */
  readonly file: number | null;
  listed: boolean;
}

const attributesOf = ({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes => ({
  mode,
  uid,
  gid,
  size,
  atime: Math.floor(atimeMs / 1_000),
  mtime: Math.floor(mtimeMs / 1_000),
});

function codeOf(error: unknown): number {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  return code === 'EACCES' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
}

/** `fault` is asked before each change: `cut` ends the connection without an answer, `refuse` answers a failure; nothing is done then. */
export function serveFolder(sftp: SFTPWrapper, folder: string, fault: () => 'cut' | 'refuse' | null, cut: () => void): void {
  const handles = new Map<number, Handle>();
  let last = 0;
  // Nothing outside of the folder has a name here.
  const real = (path: string): string => join(folder, posix.normalize(`/${path}`));
  const handleOf = (handle: Buffer): Handle => {
    const known = handles.get(handle.readUInt32BE(0));
    if (known === undefined) throw new Error('no such handle');
    return known;
  };
  const opened = (id: number, handle: Handle): void => {
    last += 1;
    handles.set(last, handle);
    const name = Buffer.alloc(4);
    name.writeUInt32BE(last);
    sftp.handle(id, name);
  };
  /** Answers OK when the work says nothing itself. */
  const answer = (id: number, work: () => unknown): void => {
    try {
      if (work() !== 'answered') sftp.status(id, STATUS_CODE.OK);
    } catch (error) {
      sftp.status(id, codeOf(error));
    }
  };
  const change = (id: number, work: () => unknown): void => {
    const met = fault();
    if (met === 'cut') cut();
    else if (met === 'refuse') sftp.status(id, STATUS_CODE.FAILURE);
    else answer(id, work);
  };
  const told = (id: number, stats: () => Stats): void =>
    answer(id, () => {
      sftp.attrs(id, attributesOf(stats()));
      return 'answered';
    });

  sftp.on('REALPATH', (id, path) => {
    const filename = posix.normalize(`/${path}`);
    sftp.name(id, [{ filename, longname: filename, attrs: {} as Attributes }]);
  });
  sftp.on('STAT', (id, path) => told(id, () => statSync(real(path))));
  sftp.on('LSTAT', (id, path) => told(id, () => statSync(real(path))));
  sftp.on('FSTAT', (id, handle) => told(id, () => fstatSync(handleOf(handle).file ?? -1)));
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('MKDIR', (id, path) => change(id, () => mkdirSync(real(path))));
  sftp.on('REMOVE', (id, path) => change(id, () => rmSync(real(path))));
  sftp.on('RENAME', (id, from, to) => change(id, () => renameSync(real(from), real(to))));
  sftp.on('OPEN', (id, path, flags) =>
    answer(id, () => {
      const mode = ssh2.utils.sftp.flagsToString(flags) ?? 'r';
      opened(id, { path: real(path), file: openSync(real(path), mode), listed: false });
      return 'answered';
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    change(id, () => void writeSync(handleOf(handle).file ?? -1, data, 0, data.length, offset)),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, () => {
      const chunk = Buffer.alloc(Math.min(length, 65_536));
      const read = readSync(handleOf(handle).file ?? -1, chunk, 0, chunk.length, offset);
      if (read === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, chunk.subarray(0, read));
      return 'answered';
    }),
  );
  sftp.on('OPENDIR', (id, path) =>
    answer(id, () => {
      readdirSync(real(path));
      opened(id, { path: real(path), file: null, listed: false });
      return 'answered';
    }),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(id, () => {
      const at = handleOf(handle);
      const names = at.listed ? [] : readdirSync(at.path);
      at.listed = true;
      if (names.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else
        sftp.name(
          id,
          names.map((filename) => {
            const stats = statSync(join(at.path, filename));
            const longname = `${stats.isDirectory() ? 'd' : '-'}rw-r--r-- 1 junctor junctor ${stats.size} Jan 1 00:00 ${filename}`;
            return { filename, longname, attrs: attributesOf(stats) };
          }),
        );
      return 'answered';
    }),
  );
  sftp.on('CLOSE', (id, handle) =>
    answer(id, () => {
      const { file } = handleOf(handle);
      handles.delete(handle.readUInt32BE(0));
      if (file !== null) closeSync(file);
    }),
  );
}
