import { isIP } from 'node:net';

/** Whether a text names a network: an address and how many of its bits count (`10.0.0.0/8`, `fd12::/16`). */
export function isNetwork(text: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits) <= (family === 6 ? 128 : 32);
}
