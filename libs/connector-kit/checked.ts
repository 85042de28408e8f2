/** Whatever the process or its environment says otherwise: no certificate goes unchecked. */
export const CHECKED = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
