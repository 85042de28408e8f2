/** Basic authentication with a password that the panel can change. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FaultPanel } from './faults.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether an Authorization header opens the door now; `password` is the one it begins with. */
export function basicDoor(user: string, password: string, faults: FaultPanel): (authorization: string | null) => boolean {
  const expected = new Map<string, Buffer>();
  const expectedFor = (secret: string): Buffer => {
    const known = expected.get(secret) ?? digest(`Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`);
    expected.set(secret, known);
    return known;
  };
  return (authorization) => {
    const given = digest(authorization ?? '');
    return faults.secrets(password).some((secret) => timingSafeEqual(expectedFor(secret), given));
  };
}
