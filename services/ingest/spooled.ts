import type { OutRecord } from '#libs/log';

type Text = Omit<OutRecord, 'value'> & { readonly value: string | null };

/** A record of the log as text, and back: exactly the bytes that the sender was told are taken. */
export function spooledText({ value, ...record }: OutRecord): string {
  return JSON.stringify({ ...record, value: value?.toString('base64') ?? null } satisfies Text);
}

export function recordOf(text: string): OutRecord {
  const { value, ...record } = JSON.parse(text) as Text;
  return { ...record, value: value === null ? null : Buffer.from(value, 'base64') };
}
