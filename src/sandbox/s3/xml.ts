import { XMLParser } from 'fast-xml-parser';
import { ServiceError } from './errors.ts';

/** An element's content: text, nested elements, several elements of one name, or nothing at all. */
export type XmlValue = string | number | boolean | undefined | XmlElements | readonly XmlValue[];

/** Elements by name, written in this order; `undefined` leaves an element out. */
export interface XmlElements {
  readonly [name: string]: XmlValue;
}

/** A document that a client sent: text, or nested elements by name. */
export type ParsedXml = string | { readonly [name: string]: ParsedXml | readonly ParsedXml[] };

/** Text as it may stand between tags. Control characters are written as references, as S3 does for odd keys. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped.
  return text.replace(/[&<>"\u0000-\u0008\u000b-\u001f]/g, character => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Writes elements one after the other. */
export function writeElements(elements: XmlElements): string {
  let out = '';
  for (const [name, value] of Object.entries(elements)) {
    for (const item of isList(value) ? value : [value]) {
      if (item === undefined) continue;
      const content = typeof item === 'object' ? writeElements(item as XmlElements) : escapeXml(String(item));
      out += `<${name}>${content}</${name}>`;
    }
  }
  return out;
}

/** A whole document with the S3 namespace, or another one. */
export function writeDocument(
  root: string,
  elements: XmlElements,
  namespace = 'http://s3.amazonaws.com/doc/2006-03-01/',
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${writeElements(elements)}</${root}>`;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
});

/**
 * Parses a request's XML document.
 * @throws ServiceError `MalformedXML` when it is not well-formed or its root is not `root`.
 */
export function parseDocument(body: Buffer, root: string): Element {
  const text = body.toString('utf8');
  // A document type could define entities that expand without bound; S3 has no use for one.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new ServiceError('MalformedXML');
  let parsed: ParsedXml;
  try {
    parsed = parser.parse(text, true) as ParsedXml;
  } catch {
    throw new ServiceError('MalformedXML');
  }
  const content = typeof parsed === 'object' ? parsed[root] : undefined;
  if (content === undefined || Array.isArray(content)) throw new ServiceError('MalformedXML');
  return new Element(content as ParsedXml);
}

/** Reads one element of a parsed document. */
export class Element {
  readonly #content: ParsedXml;

  constructor(content: ParsedXml) {
    this.#content = content;
  }

  /** Every child of this name, in document order. */
  all(name: string): readonly Element[] {
    if (typeof this.#content === 'string') return [];
    const value = Object.hasOwn(this.#content, name) ? this.#content[name] : undefined;
    if (value === undefined) return [];
    const list = Array.isArray(value) ? (value as readonly ParsedXml[]) : [value as ParsedXml];
    return list.map(item => new Element(item));
  }

  /** The child of this name, or `undefined`. */
  child(name: string): Element | undefined {
    return this.all(name)[0];
  }

  /** The text of the child of this name, or `undefined`. */
  text(name: string): string | undefined {
    return this.child(name)?.value;
  }

  /** This element's own text; empty when it holds elements. */
  get value(): string {
    return typeof this.#content === 'string' ? this.#content : '';
  }
}
