/** A strict reading of XML, and the rules of Jenkins' junit-10.xsd that a document of ours has to keep. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Whether a document holds a character that XML 1.0 does not allow in any. */
function hasForbidden(xml: string): boolean {
  if (!xml.isWellFormed() || /[\ufffe\uffff]/.test(xml)) return true;
  return Array.from(xml, sign => sign.charCodeAt(0)).some(code => code < 32 && ![9, 10, 13].includes(code));
}

const TOKEN =
  /<\?xml[^?]*\?>|<!--(?:(?!--)[\s\S])*-->|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Parses a document. @throws Error at the first thing that is not well-formed. */
export function parseXml(xml: string): XmlElement {
  if (hasForbidden(xml)) throw new Error('A character that XML forbids.');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(xml);
    if (match === null) throw new Error(`Not well-formed: ${xml.slice(from, from + 80)}`);
    const [, closing, opening, attributes = '', empty, text] = match;
    const top = stack.at(-1);
    if (top === undefined) throw new Error('Something after the end.');
    if (text !== undefined) top.text += unescaped(text);
    if (closing !== undefined && stack.pop()?.name !== closing)
      throw new Error(`</${closing}> closes nothing.`);
    if (opening === undefined) continue;
    const element: Open = { name: opening, attributes: attributesOf(attributes), children: [], text: '' };
    top.children.push(element);
    if (empty === '') stack.push(element);
  }
  const [only] = root.children;
  if (stack.length !== 1 || only === undefined || root.children.length !== 1)
    throw new Error('Not one root.');
  return only;
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

function attributesOf(words: string): Readonly<Record<string, string>> {
  const found = [...words.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => {
    return [name, unescaped(value)] as const;
  });
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error('An attribute stands twice.');
  return Object.fromEntries(found);
}

function unescaped(words: string): string {
  return words.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code?: string, name?: string) => {
    if (code !== undefined) return String.fromCodePoint(Number(code));
    const sign = name === undefined ? undefined : ENTITIES[name];
    if (sign === undefined) throw new Error(`Not an entity: ${whole}`);
    return sign;
  });
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

const RULES: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { required: [], optional: [], children: ['property'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], children: [] },
  error: { required: [], optional: ['type', 'message'], children: [] },
  skipped: { required: [], optional: ['type', 'message'], children: [] },
  'system-out': { required: [], optional: [], children: [] },
  'system-err': { required: [], optional: [], children: [] },
};

/** The schema's SUREFIRE_TIME. */
const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/;

/** Everything in which a document breaks the schema. */
export function schemaErrors(element: XmlElement): readonly string[] {
  const rule = RULES[element.name];
  if (rule === undefined) return [`<${element.name}> is unknown`];
  const names = Object.keys(element.attributes);
  return [
    ...rule.required.filter(name => !names.includes(name)).map(name => `<${element.name}> wants ${name}`),
    ...names
      .filter(name => ![...rule.required, ...rule.optional].includes(name))
      .map(name => `<${element.name}> has no ${name}`),
    ...(TIME.test(element.attributes.time ?? '') ? [] : [`${element.attributes.time} is no time`]),
    ...element.children
      .filter(({ name }) => !rule.children.includes(name))
      .map(({ name }) => `<${name}> is not allowed in <${element.name}>`),
    ...element.children.flatMap(schemaErrors),
  ];
}
