import { describe, expect, it } from '@jest/globals';
import { concealed, rememberSecret } from '#libs/failures';
import { resolveAddress, secretsIn } from './address.ts';
import { excerpt } from './redact.ts';

const hook = 'canary4Vd8kQx2LmN7pR1t';
const words = 'canaryNobodyWillGuessThis';

describe('secrets in an address', () => {
  it.each<[string, readonly string[]]>([
    [`https://hooks.example/services/T024BE7LD/B0/${hook}`, [hook, `/services/T024BE7LD/B0/${hook}`]],
    [`https://hooks.example/${words}`, [words, `/${words}`]],
    [`https://flow.example/invoke?api-version=1&sig=${hook}`, [hook, `/invoke?api-version=1&sig=${hook}`]],
    [`https://flow.example/invoke?sig=a%2Bb%2F${hook}`, [`a%2Bb%2F${hook}`, `a+b/${hook}`]],
    [`https://flow.example/%E0%A4%A${hook}`, [`%E0%A4%A${hook}`]],
  ])('%s', (address, found) => {
    expect(secretsIn(address)).toEqual(expect.arrayContaining([...found]));
  });

  it('leave the path readable where the query alone holds them', () => {
    expect(secretsIn(`https://flow.example/api/incidents?sig=${hook}`)).toEqual([`/api/incidents?sig=${hook}`, hook]);
  });

  it.each([
    '',
    'none',
    'https://desk.example',
    'https://desk.example/api/now/v2?limit=100',
    'https://gateway.example/servicenow/production-europe',
    'smtp://mail.example:587',
    'file:///var/spool/junctor',
  ])('none in %s', (address) => {
    expect(secretsIn(address)).toEqual([]);
  });
});

describe('an address', () => {
  const read = (reference: string): string => {
    if (reference !== 'env:HOOK') throw new Error(`no ${reference}`);
    return `https://hooks.example/services/T0/${hook}`;
  };

  it('is read where it is a reference, and its secret is quoted no more', () => {
    const said = `{"error":"no_service","path":"\\/services\\/T0\\/${hook}"}`;
    expect(excerpt(said)).toContain(hook);
    expect(resolveAddress('env:HOOK', read)).toBe(`https://hooks.example/services/T0/${hook}`);
    expect(excerpt(said)).toBe('{"error":"no_service","path":"\\/services\\/T0\\/[secret]"}');
    expect(concealed(`POST /services/T0/${hook} failed`)).toBe('POST [secret] failed');
  });

  it('pushes no other secret out of those that are remembered, however many parts it has', () => {
    rememberSecret('password-of-the-desk');
    for (let n = 0; n < 400; n += 1) resolveAddress('env:HOOK', () => `https://hooks.example/services/${n}/${hook}?sig=${words}`);
    expect(concealed('password-of-the-desk')).toBe('[secret]');
  });

  it('is left as it is where it is none', () => {
    expect(resolveAddress(undefined, read)).toBe('');
    expect(resolveAddress('https://desk.example/x', read)).toBe('https://desk.example/x');
    expect(resolveAddress('file:///tmp/out', read)).toBe('file:///tmp/out');
    expect(() => resolveAddress('env:OTHER', read)).toThrow('no env:OTHER');
  });
});
