/** Who may sign in: the integration user, and a person with the same token, so that somebody else's hand can be rehearsed. */
export type Who = 'user-1' | 'user-2';

export const PERSON = 'person@example.org';

const NAMES: Readonly<Record<Who, string>> = { 'user-1': 'Junctor', 'user-2': 'Ada Person' };

export const accountOf = (who: Who): object => ({ accountId: who, displayName: NAMES[who], active: true });

/** Of a header that was let in. */
export function whoIs(authorization: string | null): Who {
  const given = Buffer.from((authorization ?? '').replace(/^Basic /i, ''), 'base64').toString('utf8');
  return given.startsWith(`${PERSON}:`) ? 'user-2' : 'user-1';
}
