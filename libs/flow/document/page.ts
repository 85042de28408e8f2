/** A page of the generated documentation, before it is written as Markdown or HTML. */
export interface Page {
  /** Without extension; also its address: `flows/x`. */
  readonly path: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: Inline }
  | { readonly kind: 'list'; readonly items: readonly Inline[]; readonly ordered?: boolean }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Inline[])[] }
  | { readonly kind: 'diagram'; readonly diagram: Diagram };

/** Plain text, or parts: code as it stands in a file, links to other pages. */
export type Inline = string | readonly (string | { readonly code: string } | { readonly text: string; readonly page: string })[];

/** Boxes in columns from left to right, and arrows between them. */
export interface Diagram {
  readonly columns: readonly (readonly { readonly id: string; readonly label: string; readonly role: 'system' | 'flow' | 'stage' }[])[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label?: string }[];
}

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const text = (content: Inline): Block => ({ kind: 'text', text: content });
export const list = (items: readonly Inline[], ordered = false): Block => ({ kind: 'list', items, ordered });
export const table = (head: readonly string[], rows: readonly (readonly Inline[])[]): Block => ({ kind: 'table', head, rows });
export const code = (content: string): Inline => [{ code: content }];
export const link = (label: string, page: string): Inline => [{ text: label, page }];
