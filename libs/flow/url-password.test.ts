import { describe, expect, it } from '@jest/globals';
import { holdsPassword } from './url-password.ts';

describe('a URL that signs in', () => {
  it.each([
    'https://user:password@desk.example',
    'HTTPS://user:password@desk.example/path?query#part',
    'https://:password@desk.example',
    'https://user:@desk.example',
    'https://token@desk.example',
    'http://user:p:a@ss@127.0.0.1:3128',
    'sftp://user:password@files.example/in',
    'see https://user:password@desk.example for more',
    'https://user:password@{{host}}/x',
  ])('is found in %s', (text) => {
    expect(holdsPassword(text)).toBe(true);
  });

  it.each([
    '',
    'env:DESK_URL',
    'file:/run/secrets/url',
    'https://desk.example:8443/a@b',
    'https://desk.example/?mail=a@b.example',
    'https://desk.example#a:b@c',
    'sftp://user@files.example',
    'mailto:a@b.example',
    'user:password@desk.example',
    'https://desk.example, or a:b@c.example',
  ])('is not in %s', (text) => {
    expect(holdsPassword(text)).toBe(false);
  });
});
