import type { Text } from '../../i18n/text.ts';
import { type Finding, finding } from './finding.ts';

/** Columns of code that fit a page of 80. */
const CODE_WIDTH = 76;

/** What the terminal would show as it is written, and what to write instead. Looked for outside code. */
const UNKNOWN: readonly { readonly pattern: RegExp; readonly text: Text; readonly advice: Text }[] = [
  {
    pattern: /^(?:# |#{3,} )/,
    text: {
      fr: 'Ce niveau de titre ne va pas dans une leçon.',
      en: 'A lesson has no such level of heading.',
    },
    advice: { fr: 'Écrivez « ## Titre ».', en: 'Write "## Heading".' },
  },
  {
    pattern: /^\s*(?:\||>)/,
    text: { fr: 'Ni tableau ni citation dans une leçon.', en: 'A lesson has neither tables nor quotes.' },
    advice: { fr: 'Faites-en une liste, ou un bloc de code.', en: 'Make it a list, or a block of code.' },
  },
  {
    pattern: /^(?:[*+] |\s+[-*+] )/,
    text: { fr: 'Cette forme de liste ne va pas dans une leçon.', en: 'A lesson has no such list.' },
    advice: {
      fr: 'Commencez chaque point par « - » en début de ligne, sans sous-liste.',
      en: 'Begin each item with "- " at the start of the line, without a list inside.',
    },
  },
  {
    pattern: /^(?:-{3,}|\*{3,}|_{3,}|<\/?[a-z][^>]*>.*)$/i,
    text: { fr: 'Ni trait ni HTML dans une leçon.', en: 'A lesson has neither rules nor HTML.' },
    advice: { fr: 'Supprimez cette ligne.', en: 'Remove this line.' },
  },
  {
    pattern: /!?\[[^\]]*\]\([^)]*\)/,
    text: { fr: 'Ni lien ni image dans une leçon.', en: 'A lesson has neither links nor images.' },
    advice: {
      fr: "Écrivez l'adresse elle-même, entre accents graves.",
      en: 'Write the address itself, between backticks.',
    },
  },
];

const OPEN_FENCE: Text = { fr: "Ce bloc de code n'est pas fermé.", en: 'This block of code is not closed.' };
const WIDE_CODE: Text = {
  fr: `Ce code a plus de ${CODE_WIDTH} colonnes.`,
  en: `This code has more than ${CODE_WIDTH} columns.`,
};
const UNPAIRED: Text = {
  fr: 'Un accent grave ou « ** » reste ouvert dans ce paragraphe.',
  en: 'A backtick or "**" stays open in this paragraph.',
};

/** What is not of the Markdown that the terminal renders, in the text of `path`. */
export function lintMarkdown(path: string, source: string): readonly Finding[] {
  const found: Finding[] = [];
  const tell = (line: number, text: Text, advice: Text) => {
    found.push(finding(`${path}:${line}`, text, advice));
  };
  let fence = 0;
  let paragraph: { line: number; text: string } | undefined;
  const close = () => {
    if (paragraph !== undefined && isUnpaired(paragraph.text)) {
      tell(paragraph.line, UNPAIRED, { fr: 'Fermez-le.', en: 'Close it.' });
    }
    paragraph = undefined;
  };
  source.split('\n').forEach((text, index) => {
    const line = index + 1;
    if (/^\s*```/.test(text)) {
      close();
      fence = fence === 0 ? line : 0;
    } else if (fence > 0) {
      if (text.length > CODE_WIDTH) tell(line, WIDE_CODE, { fr: 'Coupez la ligne.', en: 'Break the line.' });
    } else if (text.trim() === '') {
      close();
    } else {
      const words = text.replace(/`[^`]*`/g, '');
      for (const rule of UNKNOWN) if (rule.pattern.test(words)) tell(line, rule.text, rule.advice);
      paragraph = { line: paragraph?.line ?? line, text: `${paragraph?.text ?? ''} ${text}` };
    }
  });
  close();
  if (fence > 0) tell(fence, OPEN_FENCE, { fr: 'Ajoutez ``` à sa fin.', en: 'Add ``` at its end.' });
  return found;
}

function isUnpaired(paragraph: string): boolean {
  const words = paragraph.replace(/`[^`]*`/g, '');
  return words.includes('`') || words.split('**').length % 2 === 0;
}
