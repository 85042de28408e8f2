import { spawn } from 'node:child_process';

/** Unpacks a .tar.gz with the system's tar, which every Linux and macOS has. Throws with tar's own words. */
export async function unpackTarball(tarball: string, dir: string): Promise<void> {
  const child = spawn('tar', ['-xzf', tarball, '-C', dir], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500);
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`tar ended with ${code}: ${said.trim()}`);
}
