import { LANGS, type Text } from '../../i18n/text.ts';
import type { ChapterDefinition } from '../../lab/chapter.ts';
import { errorMessage } from '../../lab/errors.ts';
import { bucketName, type LabSettings } from '../../lab/settings.ts';
import { SHELL_NAMES, type ShellKind } from '../../lab/shells.ts';
import type { AnyStep, Command } from '../../lab/step.ts';
import { type Finding, finding } from './finding.ts';

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const SECTION = /^\d+(\.\d+)*$/;

/** What the chapters and their steps declare: ids, titles, sections, what stands on what, commands. */
export function lintDeclarations(chapters: readonly ChapterDefinition[]): readonly Finding[] {
  const found: Finding[] = [];
  const earlier = new Set<string>();
  for (const chapter of chapters) {
    found.push(...lintName(chapter.id, chapter.id), ...lintTitle(chapter.id, chapter.title));
    for (const step of chapter.steps) {
      const id = `${chapter.id}.${step.name}`;
      if (earlier.has(id)) found.push(twice(id));
      found.push(...lintStep(id, step), ...lintAfter(id, step, earlier));
      earlier.add(id);
    }
  }
  return found;
}

function lintStep(id: string, step: AnyStep): readonly Finding[] {
  const found = [...lintName(id, step.name), ...lintTitle(id, step.title)];
  if (step.handout !== undefined && !SECTION.test(step.handout)) {
    found.push(
      finding(
        id,
        {
          fr: `« ${step.handout} » n'est pas une section de l'énoncé.`,
          en: `"${step.handout}" is not a section of the handout.`,
        },
        {
          fr: "Écrivez des nombres et des points, comme '1.8.6'.",
          en: "Write numbers and dots, such as '1.8.6'.",
        },
      ),
    );
  }
  return [...found, ...lintCommands(id, step)];
}

function lintName(id: string, name: string): readonly Finding[] {
  if (KEBAB.test(name)) return [];
  return [
    finding(
      id,
      { fr: `« ${name} » n'est pas un identifiant du TP.`, en: `"${name}" is not an id of the lab.` },
      {
        fr: 'Des minuscules, des chiffres et des tirets : « create-tables ».',
        en: 'Lower case letters, digits and hyphens: "create-tables".',
      },
    ),
  ];
}

function twice(id: string): Finding {
  return finding(
    id,
    { fr: 'Deux étapes ont cet identifiant.', en: 'Two steps have this id.' },
    {
      fr: "Renommez la nouvelle : la progression connaît l'autre par son nom.",
      en: 'Rename the new one: progress knows the other by its name.',
    },
  );
}

function lintTitle(id: string, title: Text): readonly Finding[] {
  return LANGS.filter(lang => title[lang].trim() === '').map(lang =>
    finding(
      id,
      { fr: `Un titre est vide (${lang}).`, en: `A title is empty (${lang}).` },
      { fr: 'Dites-le dans les deux langues.', en: 'Say it in both languages.' },
    ),
  );
}

function lintAfter(id: string, step: AnyStep, earlier: ReadonlySet<string>): readonly Finding[] {
  return (step.after ?? [])
    .filter(needed => !earlier.has(needed))
    .map(needed =>
      finding(
        id,
        {
          fr: `« after » nomme ${needed}, qui n'existe pas avant cette étape.`,
          en: `"after" names ${needed}, which does not exist before this step.`,
        },
        {
          fr: "Corrigez l'identifiant, ou l'ordre dans chapter.ts et steps/index.ts.",
          en: 'Correct the id, or the order in chapter.ts and steps/index.ts.',
        },
      ),
    );
}

function lintCommands(id: string, step: AnyStep): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const shell of Object.keys(SHELL_NAMES) as ShellKind[]) {
    for (const fault of commandsIn(id, step, shell)) found.set(fault.text.en, fault);
  }
  return [...found.values()];
}

function commandsIn(id: string, step: AnyStep, shell: ShellKind): readonly Finding[] {
  try {
    const commands = step.commands(settingsFor(shell));
    return commands.length === 0 ? [noCommands(id)] : commands.flatMap(command => lintCommand(id, command));
  } catch (error) {
    const why = errorMessage(error);
    return [
      finding(
        id,
        { fr: `commands() échoue : ${why}`, en: `commands() fails: ${why}` },
        {
          fr: 'Les commandes se disent avant que rien ne soit fait : ne lisez que les réglages.',
          en: 'Commands are told before anything is done: read the settings alone.',
        },
      ),
    ];
  }
}

function noCommands(id: string): Finding {
  return finding(
    id,
    { fr: "L'étape n'a aucune commande.", en: 'The step has no commands.' },
    {
      fr: "Ajoutez à commands() ce qu'une personne taperait.",
      en: 'Add to commands() what a person would type.',
    },
  );
}

function lintCommand(id: string, { title, code, language }: Command): readonly Finding[] {
  const found = [...lintTitle(id, title)];
  if (code.trim() === '') {
    found.push(
      finding(
        id,
        { fr: `La commande « ${title.fr} » est vide.`, en: `The command "${title.en}" is empty.` },
        { fr: 'Écrivez son texte exact, ou retirez-la.', en: 'Write its exact text, or remove it.' },
      ),
    );
  }
  if (language === 'shell' && /^\s*\$ /m.test(code)) {
    found.push(
      finding(
        id,
        {
          fr: `La commande « ${title.fr} » montre l'invite « $ ».`,
          en: `The command "${title.en}" shows the prompt sign "$".`,
        },
        {
          fr: "Retirez-la : le texte se copie tel qu'il est.",
          en: 'Remove it: the text is copied as it is.',
        },
      ),
    );
  }
  return found;
}

/** A student like any other. */
function settingsFor(shell: ShellKind): LabSettings {
  return {
    target: 'sandbox',
    student: 'etudiant',
    bucket: bucketName('etudiant'),
    region: 'eu-west-3',
    lang: 'fr',
    workspace: shell === 'sh' ? '/home/etudiant/ShopStreamTP' : 'C:\\Users\\etudiant\\ShopStreamTP',
    scale: undefined,
    seed: undefined,
    lineage: '00000000-0000-4000-8000-000000000000',
    shell,
  };
}
