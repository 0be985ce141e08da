/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

type Child = Node | string | undefined;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes (`true`: bare; `false`, `undefined`: left out) and children; a string is always text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

/** A button that does something. */
export function button(
  attributes: Attributes,
  onClick: (event: MouseEvent) => void,
  ...children: readonly Child[]
) {
  const made = element('button', { type: 'button', ...attributes }, ...children);
  made.addEventListener('click', onClick);
  return made;
}

/** Sets a text where it differs: an unchanged live region says nothing. */
export function setText(target: Element, words: string): void {
  if (target.textContent !== words) target.textContent = words;
}

/** A small line drawing; decorative, so hidden from screen readers. `paths` are of a 24 × 24 square. */
export function icon(...paths: readonly string[]): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 24 24'],
    ['class', 'icon'],
    ['aria-hidden', 'true'],
  ] as const)
    svg.setAttribute(name, value);
  for (const path of paths) {
    const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    drawn.setAttribute('d', path);
    svg.append(drawn);
  }
  return svg;
}
