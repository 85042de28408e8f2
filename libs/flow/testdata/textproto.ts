/** The part of protobuf's text format that the public CEL cases are written in: messages, repeated fields, texts, numbers and names. */
export type TextMessage = ReadonlyMap<string, readonly TextValue[]>;
export type TextValue = string | TextMessage | { readonly word: string };

const token = /\s*(?:#[^\n]*\n\s*)*("(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[{}<>:[\],;]|[^\s{}<>:[\],;#"']+)/y;

export function parseTextproto(text: string): TextMessage {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) tokens.push(match[1] ?? '');
  let at = 0;

  function message(close: string | undefined): TextMessage {
    const fields = new Map<string, TextValue[]>();
    while (at < tokens.length && tokens[at] !== close) {
      let name = tokens[at++] ?? '';
      if (name === ',' || name === ';') continue;
      if (name === '[') {
        name = tokens.slice(at, tokens.indexOf(']', at)).join('');
        at = tokens.indexOf(']', at) + 1;
      }
      if (tokens[at] === ':') at++;
      fields.set(name, [...(fields.get(name) ?? []), ...values()]);
    }
    at++;
    return fields;
  }

  function values(): TextValue[] {
    if (tokens[at] !== '[') return [value()];
    const list: TextValue[] = [];
    for (at++; at < tokens.length && tokens[at] !== ']'; ) tokens[at] === ',' ? at++ : list.push(value());
    at++;
    return list;
  }

  function value(): TextValue {
    const first = tokens[at++] ?? '';
    if (first === '{') return message('}');
    if (first === '<') return message('>');
    if (!/^["']/.test(first)) return { word: first };
    let joined = unescaped(first);
    while (/^["']/.test(tokens[at] ?? '')) joined += unescaped(tokens[at++] ?? '');
    return joined;
  }

  return message(undefined);
}

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** Octal and hexadecimal escapes are bytes of UTF-8. */
function unescaped(quoted: string): string {
  const bytes: Buffer[] = [];
  for (const [, code = '', plain = ''] of quoted.slice(1, -1).matchAll(/\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|([^\\]+)/g)) {
    if (plain !== '') bytes.push(Buffer.from(plain));
    else if (/^[0-7]/.test(code)) bytes.push(Buffer.from([Number.parseInt(code, 8) & 0xff]));
    else if (/^x./.test(code)) bytes.push(Buffer.from([Number.parseInt(code.slice(1), 16)]));
    else if (/^[uU]./.test(code)) bytes.push(Buffer.from(String.fromCodePoint(Number.parseInt(code.slice(1), 16))));
    else bytes.push(Buffer.from(simple[code] ?? code));
  }
  return Buffer.concat(bytes).toString('utf8');
}
