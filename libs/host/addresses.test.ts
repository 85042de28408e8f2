import { describe, expect, it } from '@jest/globals';
import { isBroker, isDatabase, isRegistry, passwordsIn } from './addresses.ts';

describe('addresses of servers', () => {
  it.each([
    ['broker:9092', true],
    ['10.0.0.1:9092', true],
    ['[::1]:9092', true],
    ['broker', true],
    ['user:canary@broker:9092', false],
    ['SASL_SSL://broker:9092', false],
  ])('broker %s: %s', (text, fits) => expect(isBroker(text)).toBe(fits));

  it.each([
    ['http://registry', true],
    ['https://registry:8081/api', true],
    ['https://user:canary@registry', false],
    ['https://registry/?key=canary', false],
    ['ftp://registry', false],
    ['registry', false],
  ])('registry %s: %s', (text, fits) => expect(isRegistry(text)).toBe(fits));

  it.each([
    ['postgres://junctor:canary@db:5432/junctor', true],
    ['postgresql://junctor:c%2Fn%40ry@db/junctor', true],
    ['postgres://junctor:can/ary@db/junctor', false],
    ['postgres://junctor:12/ary@db/junctor', false],
    ['postgres://junctor:12#ary@db/junctor', false],
    ['mysql://junctor:canary@db/junctor', false],
    ['db', false],
  ])('database %s: %s', (text, fits) => expect(isDatabase(text)).toBe(fits));

  it('the password is known as it stands there and as it is sent', () => {
    expect(passwordsIn('postgres://junctor:c%2Fnary@db/x')).toEqual(['c%2Fnary', 'c/nary']);
    expect(passwordsIn('postgres://junctor:100%@db/x')).toEqual(['100%']);
    expect(passwordsIn('nothing')).toEqual(['', '']);
  });
});
