/** Preload (`node --import`): samples this process's CPU from one SIGUSR2 to the next, into the file that JUNCTOR_PROFILE names. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const path = process.env.JUNCTOR_PROFILE;
const session = new Session();
let sampling = false;

async function toggle(): Promise<void> {
  if (!path) return;
  if (sampling) {
    sampling = false;
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(path, JSON.stringify(profile));
    return;
  }
  sampling = true;
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1_000 });
  await session.post('Profiler.start');
}

if (path)
  process.on('SIGUSR2', () => {
    toggle().catch((error: unknown) => process.stderr.write(`sampling failed: ${String(error)}\n`));
  });
