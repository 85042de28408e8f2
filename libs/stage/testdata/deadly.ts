/** A step that does to its thread what its message says: built in a worker by the poison tests. */
export function isolated(data: unknown) {
  if (data === 'unbuildable') throw new Error('this stage cannot be built');
  return decide;
}

export function decide(message: { readonly id: string; readonly value: unknown }) {
  const value = message.value as { readonly n: number; readonly does?: string };
  if (value.does === 'exit') process.exit(3);
  if (value.does === 'loop') for (;;);
  if (value.does === 'memory') for (const all: unknown[] = []; ; ) all.push(new Array(100_000).fill(all.length));
  if (value.does === 'stack') return decide({ ...message, value: { ...value, deeper: decide } });
  if (value.does === 'throw') throw new TypeError('a mistake of ours');
  const bytes = Buffer.from('bytes');
  return { kind: 'emit', outputs: [{ topic: 'out', key: 'k', id: `out of ${message.id}`, value: { n: value.n, buffer: Buffer.isBuffer(bytes) } }] };
}
