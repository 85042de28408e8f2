/** Bodies that a hostile or broken sender may send: fixed ones that broke somebody once, and seeded random ones. */

const FIXED: readonly string[] = [
  '',
  ' ',
  '{',
  '[',
  'null',
  'true',
  '42',
  '1e400',
  '"text"',
  '[]',
  '[null]',
  '[[[[]]]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  '\ufeff{}',
  '<html><body>Sign in</body></html>',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
];

/** The same bodies for the same seed: the fixed ones, then `count` random ones (bytes, and broken copies of the fixed). */
export function garbage(count: number, seed = 1): readonly Buffer[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const found = FIXED.map((text) => Buffer.from(text));
  for (let i = 0; i < count; i += 1) {
    const source = Buffer.from(FIXED[random(FIXED.length)] ?? '');
    const bytes =
      i % 2 === 0 ? Buffer.from(Array.from({ length: random(200) }, () => random(256))) : source.subarray(0, random(source.length + 1));
    if (bytes.length > 0 && i % 4 === 1) bytes[random(bytes.length)] = random(256);
    found.push(bytes);
  }
  return found;
}
