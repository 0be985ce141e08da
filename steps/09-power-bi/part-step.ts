import { PAGES, type Page, type Visual } from '../../src/bi/bi.ts';
import { type Text, text } from '../../src/i18n/text.ts';
import {
  type AnyStep,
  type Check,
  type CheckContext,
  type Command,
  defineStep,
  expectThat,
  LabError,
  type LabSettings,
  overall,
  type Sample,
} from '../../src/lab/lab.ts';
import { runFirst } from '../05-snowflake/ask.ts';
import { findVisual, pageNamed, wantedVisuals } from './checks/visuals.ts';
import { filesWithout, type Part, partFiles, partOf } from './files.ts';
import { COLON, FOLDER, PBIP } from './names.ts';
import { findProject, type PowerBiProject } from './reader/project.ts';
import { VISUAL_TYPES } from './report/fields.ts';
import { removeEmpty, removeFiles, writeFiles } from './workspace-files.ts';

/** A step that adds a part of the report, and looks at it in whichever project is there. */
export interface PartStep {
  readonly part: Part;
  readonly title: Text;
  /** Section of the handout. */
  readonly handout: string;
  /** What is particular to this part: its totals in the warehouse, its measures. */
  checks(
    context: CheckContext<'warehouse' | 'workspace'>,
    project: PowerBiProject | undefined,
  ): Promise<readonly Check[]>;
  samples?(context: CheckContext<'warehouse' | 'workspace'>): Promise<readonly Sample[]>;
  commands(settings: LabSettings): readonly Command[];
}

/** Declares the step of a part. */
export function partStep(of: PartStep): AnyStep {
  const { part } = of;
  return defineStep({
    name: part,
    title: of.title,
    handout: of.handout,
    needs: ['workspace', 'warehouse'],
    after: ['power-bi.project'],

    async prerequisites({ ports }) {
      const project = await findProject(ports.workspace);
      return [
        expectThat(
          'project-present',
          { fr: 'Un projet Power BI est là', en: 'A Power BI project is there' },
          project !== undefined,
          {
            expected: true,
            actual: project !== undefined,
            message: runFirst('power-bi.project'),
          },
        ),
      ];
    },

    async execute({ ports, log }) {
      const project = await findProject(ports.workspace);
      // What Power BI Desktop saved stays as it is when nothing is missing in it.
      if (project !== undefined && overall(visualChecks(part, project)) === 'passed') return;
      if (project?.isOwn === true) throw notTouched(project.pbip);
      await writeFiles(ports.workspace, partFiles(part), log);
    },

    async verify(context) {
      const project = await findProject(context.ports.workspace);
      const [particular, samples] = await Promise.all([
        of.checks(context, project),
        of.samples?.(context) ?? [],
      ]);
      return { checks: [...visualChecks(part, project), ...particular], samples };
    },

    async undo({ ports, log }) {
      const without = filesWithout(part);
      const mine = [...partFiles(part).keys()];
      await removeFiles(
        ports.workspace,
        mine.filter(path => !without.has(path)),
        log,
      );
      for (const [path, content] of without)
        if ((await ports.workspace.read(path)) !== undefined)
          await writeFiles(ports.workspace, new Map([[path, content]]), log);
      await removeEmpty(ports.workspace, foldersOf(mine));
    },

    watches: [FOLDER],

    commands: of.commands,
  });
}

/** The folders that a part's files lie in, the deepest first. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap(path => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
  });
  return [...new Set(folders)].sort((one, other) => other.length - one.length);
}

/** One check a visual of the handout that the part shows. */
function visualChecks(part: Part, project: PowerBiProject | undefined): readonly Check[] {
  return PAGES.flatMap(page =>
    wantedVisuals(page)
      .filter(visual => partOf(page, visual) === part)
      .map(visual => visualCheck(page, visual, part, project)),
  );
}

function visualCheck(page: Page, visual: Visual, part: Part, project: PowerBiProject | undefined): Check {
  const found =
    project === undefined
      ? undefined
      : findVisual(visual, pageNamed(project.report, page.name), project.model);
  const type = found?.type ?? null;
  const faults = found?.faults ?? [];
  return expectThat(
    `visual-${visual.id}`,
    text(lang => `${page.name}${COLON[lang]}${visual.title[lang]}`),
    found !== undefined && faults.length === 0,
    {
      expected: VISUAL_TYPES[visual.kind],
      actual: faults.length > 0 && type === VISUAL_TYPES[visual.kind] ? `${type} ?` : type,
      query: `${project?.pbip ?? PBIP} > ${page.name}`,
      message: text(lang => {
        const where = `${project?.pbip ?? PBIP}, page ${lang === 'fr' ? `« ${page.name} »` : `"${page.name}"`}`;
        const what = faults.map(fault => fault[lang]).join(lang === 'fr' ? ' ; ' : '; ');
        const fix =
          lang === 'fr'
            ? `Corrigez dans Power BI Desktop et enregistrez, ou exécutez l'étape power-bi.${part}.`
            : `Mend it in Power BI Desktop and save, or run the step power-bi.${part}.`;
        if (project === undefined) return runFirst('power-bi.project')[lang];
        return `${where}${COLON[lang]}${what}. ${project.isOwn ? own(project.pbip)[lang] : fix}`;
      }),
    },
  );
}

/** The lab writes nothing into a student's own project. */
function notTouched(pbip: string): LabError {
  return new LabError(
    {
      fr: `${pbip} est votre projet : le TP le vérifie, et n'y écrit rien.`,
      en: `${pbip} is your own project: the lab verifies it, and writes nothing into it.`,
    },
    { advice: own(pbip) },
  );
}

function own(pbip: string): Text {
  return {
    fr: `C'est votre projet qui est vérifié : corrigez-le dans Power BI Desktop et enregistrez, ou sortez ${pbip} du dossier pour revenir à celui du TP.`,
    en: `It is your project that is verified: mend it in Power BI Desktop and save, or move ${pbip} out of the folder to go back to the lab's.`,
  };
}
