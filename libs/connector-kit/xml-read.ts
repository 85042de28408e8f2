/**
 * Reads the XML that systems answer: elements, attributes, text, CDATA and the five entities. No document types and no
 * entities of its own, so nothing can be included or blown up; depth is bounded, time is linear.
 */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

export type XmlReading =
  | { readonly kind: 'value'; readonly value: { readonly [root: string]: XmlNode } }
  | { readonly kind: 'defect'; readonly defect: string };

const MAX_DEPTH = 64;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const OPEN = new RegExp(`<(${NAME})`, 'y');
const CLOSE = new RegExp(`</(${NAME})\\s*>`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const TAG_END = /\s*(\/?)>/y;

class Defect extends Error {}

interface Open {
  readonly name: string;
  readonly node: { [name: string]: XmlNode | XmlNode[] };
  text: string;
  hasElements: boolean;
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+)?;?/gi, (all, name?: string) => {
    if (name === undefined || !all.endsWith(';')) throw new Defect('an & that begins no entity');
    if (!name.startsWith('#')) {
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      if (known === undefined) throw new Defect(`the entity ${all.slice(0, 20)}, which is not one of the five of XML`);
      return known;
    }
    const code = Number.parseInt(/^#x/i.test(name) ? name.slice(2) : name.slice(1), /^#x/i.test(name) ? 16 : 10);
    if (code > 0x10ffff || code === 0 || (code >= 0xd800 && code <= 0xdfff)) throw new Defect(`${all} is no character`);
    return String.fromCodePoint(code);
  });
}

/** Prefixes are left off: a file names elements as people do. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function add(node: Open['node'], name: string, value: XmlNode): void {
  if (name === '__proto__') throw new Defect('an element named __proto__');
  const known = Object.hasOwn(node, name) ? node[name] : undefined;
  if (known === undefined) node[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else node[name] = [known, value];
}

/** An element with nothing but text is that text; beside attributes or elements its text is `#text`. */
function nodeOf(open: Open): XmlNode {
  if (Object.keys(open.node).length === 0) return open.hasElements ? '' : open.text.trim();
  if (open.text.trim() !== '') add(open.node, '#text', open.text.trim());
  return open.node;
}

class Reader {
  private at = 0;
  private readonly text: string;
  private readonly stack: Open[] = [];
  private root: { name: string; node: XmlNode } | null = null;

  constructor(text: string) {
    this.text = text;
  }

  read(): { readonly [root: string]: XmlNode } {
    while (this.at < this.text.length) {
      const open = this.text.indexOf('<', this.at);
      const end = open < 0 ? this.text.length : open;
      this.characters(unescaped(this.text.slice(this.at, end)));
      this.at = end;
      if (open >= 0) this.markup();
    }
    if (this.stack.length > 0) throw new Defect(`<${this.stack.at(-1)?.name ?? ''}> is never closed`);
    if (this.root === null) throw new Defect('no element');
    return { [this.root.name]: this.root.node };
  }

  private characters(text: string): void {
    const here = this.stack.at(-1);
    if (here !== undefined) here.text += text;
    else if (text.trim() !== '') throw new Defect('text outside of the root element');
  }

  private skip(from: string, to: string): string {
    const end = this.text.indexOf(to, this.at + from.length);
    if (end < 0) throw new Defect(`${from} is never closed`);
    const inner = this.text.slice(this.at + from.length, end);
    this.at = end + to.length;
    return inner;
  }

  private markup(): void {
    if (this.text.startsWith('<![CDATA[', this.at)) this.characters(this.skip('<![CDATA[', ']]>'));
    else if (this.text.startsWith('<!--', this.at)) this.skip('<!--', '-->');
    else if (this.text.startsWith('<?', this.at)) this.skip('<?', '?>');
    else if (this.text.startsWith('<!', this.at)) throw new Defect('a document type, which is never read');
    else if (this.text.startsWith('</', this.at)) this.close();
    else this.open();
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  private open(): void {
    const name = this.match(OPEN)?.[1];
    if (name === undefined) throw new Defect('a < that begins no element');
    if (this.root !== null && this.stack.length === 0) throw new Defect('a second root element');
    if (this.stack.length >= MAX_DEPTH) throw new Defect(`nested deeper than ${MAX_DEPTH} levels`);
    const parent = this.stack.at(-1);
    if (parent !== undefined) parent.hasElements = true;
    const opened: Open = { name, node: {}, text: '', hasElements: false };
    for (let found = this.match(ATTRIBUTE); found !== null; found = this.match(ATTRIBUTE)) {
      const [, attribute = '', double, single] = found;
      if (!/^xmlns(?::|$)/.test(attribute)) add(opened.node, `@${local(attribute)}`, unescaped(double ?? single ?? ''));
    }
    const end = this.match(TAG_END);
    if (end === null) throw new Defect(`<${name.slice(0, 40)}> is not well written`);
    if (end[1] === '/') this.done(opened);
    else this.stack.push(opened);
  }

  private close(): void {
    const name = this.match(CLOSE)?.[1];
    const opened = this.stack.pop();
    if (name === undefined || opened?.name !== name) throw new Defect(`</${name ?? ''}> closes what was not opened`);
    this.done(opened);
  }

  private done(opened: Open): void {
    const parent = this.stack.at(-1);
    if (parent !== undefined) add(parent.node, local(opened.name), nodeOf(opened));
    else this.root = { name: local(opened.name), node: nodeOf(opened) };
  }
}

/** Never throws. */
export function readXml(text: string): XmlReading {
  if (!text.isWellFormed()) return { kind: 'defect', defect: 'not valid Unicode' };
  try {
    return { kind: 'value', value: new Reader(text.replace(/^\ufeff/, '')).read() };
  } catch (error) {
    if (error instanceof Defect) return { kind: 'defect', defect: `not XML that is read here: ${error.message}` };
    throw error;
  }
}
