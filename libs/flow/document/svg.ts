import type { Diagram } from './page.ts';

const box = { height: 40, gapX: 70, gapY: 18, charWidth: 7.2, padding: 14 };

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Boxes in columns, each as wide as its longest label, arrows as curves. */
export function svg({ columns, arrows }: Diagram): string {
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const height = tallest * (box.height + box.gapY) + box.gapY;
  const placed = new Map<string, Placed>();
  let x = 1;
  for (const column of columns) {
    const width = Math.max(...column.map(({ label }) => label.length * box.charWidth + 2 * box.padding));
    const top = (height - column.length * (box.height + box.gapY) + box.gapY) / 2;
    for (const [i, { id }] of column.entries()) placed.set(id, { x, y: top + i * (box.height + box.gapY), width });
    x += width + box.gapX;
  }
  const width = x - box.gapX + 1;
  const lines = arrows.map(({ from, to, label }) => arrow(placed.get(from), placed.get(to), label));
  const boxes = columns.flat().map(({ id, label, role }) => boxSvg(placed.get(id), label, role));
  const head = `<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}">${head}${lines.join('')}${boxes.join('')}</svg>`;
}

function boxSvg(at: Placed | undefined, label: string, role: string): string {
  if (!at) return '';
  const fill = role === 'flow' ? 'fill="#2563eb22"' : role === 'stage' ? 'fill="#8882"' : 'fill="#16a34a22"';
  const corner = role === 'flow' ? box.height / 2 : 6;
  return `<rect x="${at.x}" y="${at.y}" width="${at.width}" height="${box.height}" rx="${corner}" ${fill} stroke="currentColor" stroke-opacity="0.5"/><text x="${at.x + at.width / 2}" y="${at.y + box.height / 2 + 4.5}" text-anchor="middle">${escaped(label)}</text>`;
}

function arrow(from: Placed | undefined, to: Placed | undefined, label: string | undefined): string {
  if (!from || !to) return '';
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
  const bend = (x2 - x1) / 2;
  const words = label === undefined ? '' : `<text x="${x1 + bend}" y="${(y1 + y2) / 2 - 6}" text-anchor="middle">${escaped(label)}</text>`;
  return `<path d="M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="currentColor" marker-end="url(#head)"/>${words}`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
