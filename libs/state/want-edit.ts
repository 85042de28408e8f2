import { hash } from 'node:crypto';

/** An edited want as it is stored, with a digest that no fold gives: the destination is never taken to hold it already. */
export function editedWant(content: string): { readonly want: string; readonly wantDigest: string } {
  const want = JSON.stringify(JSON.parse(content));
  return { want, wantDigest: `edit:${hash('sha256', want, 'hex').slice(0, 32)}` };
}
