import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { createWorkspace } from '../adapters/workspace.ts';
import { type Lang, say, type Text } from '../i18n/text.ts';
import { readContent } from '../lab/content.ts';
import { errorCode, LabError } from '../lab/errors.ts';
import { WAREHOUSE_DATABASE } from '../targets/connections.ts';
import type { ReportDocument } from '../ui/report/document.ts';
import { type Figures, readFigures } from '../ui/report/figures.ts';
import { renderHtml } from '../ui/report/html.ts';
import type { ReportMade } from '../ui/report/made.ts';
import { renderMarkdown } from '../ui/report/markdown.ts';
import { buildReport } from '../ui/report/model.ts';
import type { Context } from './context.ts';
import { tellNotices } from './notices.ts';
import { type OpenLab, openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { mapStrings, privacy } from './privacy.ts';
import { allSteps } from './selection.ts';
import { version } from './version.ts';
import { withLab } from './with-lab.ts';

/** `report [--out FOLDER]`: the student's deliverable, as HTML and Markdown; looks at the real systems, changes nothing in them. */
export function report(options: Options): Promise<number> {
  return withLab(options, openBeside, async (opened, context, { signal }) => {
    tellNotices(opened.notices, context.lang);
    const { files, kept, problems } = await makeReport(opened, context, context.lang, signal);
    for (const path of files) process.stdout.write(`${path}\n`);
    for (const path of kept) process.stderr.write(keptAside(path, context.lang));
    for (const problem of problems) process.stderr.write(`! ${say(problem, context.lang)}\n`);
    return 0;
  });
}

/**
 * Verifies everything and writes the report in `lang`; a student's own edits are kept beside it.
 * @throws LabError (exit code 1) when nothing could be written.
 */
export async function makeReport(
  opened: OpenLab,
  context: Context,
  lang: Lang,
  signal: AbortSignal,
): Promise<ReportMade> {
  const destination = destinationOf(context);
  await makeFolder(destination);
  const found = await assemble(opened, context, lang, signal);
  const hide = privacy(opened.session.ports, context);
  const document = mapStrings(found, hide);
  return { document, ...(await write(destination, document)) };
}

/** A folder that cannot be written is told at once, rather than after everything has been verified. */
async function openBeside(context: Context): Promise<OpenLab> {
  await makeFolder(destinationOf(context));
  return openReadOnly(context);
}

async function makeFolder({ root, folder }: Destination): Promise<void> {
  await mkdir(join(root, folder), { recursive: true }).catch(error => {
    throw notWrittenAtAll(error);
  });
}

async function assemble(
  opened: OpenLab,
  context: Context,
  lang: Lang,
  signal: AbortSignal,
): Promise<ReportDocument> {
  const { lab, settings, ports, state } = opened.session;
  const results = await Promise.all(opened.session.inspect(allSteps(lab, context.options), signal));
  const figures: Figures = await readFigures(
    async query => {
      const { warehouse } = await ports.openReaders(['warehouse'], signal);
      return (await warehouse.query(query, [], signal)).rows;
    },
    WAREHOUSE_DATABASE,
    signal,
  );
  const { student } = context.preferences;
  return buildReport(
    {
      results,
      state,
      figures,
      target: context.target,
      bucket: settings.bucket,
      student,
      version: version(),
      at: new Date(),
    },
    lang,
  );
}

/** Where the files go: a folder below a root that remembers what the lab wrote. */
interface Destination {
  readonly root: string;
  /** Relative to the root, with `/` at its end; empty for the root itself. */
  readonly folder: string;
}

function destinationOf({ options: { out }, places }: Context): Destination {
  return out === undefined
    ? { root: places.workspace, folder: 'rapport/' }
    : { root: resolve(out), folder: '' };
}

/** Writes both files; what could not be written of them is told. @throws LabError when neither could be. */
async function write(
  { root, folder }: Destination,
  document: ReportDocument,
): Promise<Omit<ReportMade, 'document'>> {
  const workspace = createWorkspace(root);
  const contents: readonly (readonly [string, string])[] = [
    ['rapport.html', renderHtml(document, readContent('assets/report/report.css'))],
    ['rapport.md', renderMarkdown(document)],
  ];
  const [files, kept, problems]: [string[], string[], Text[]] = [[], [], []];
  let failure: unknown;
  for (const [name, content] of contents) {
    const path = workspace.path(`${folder}${name}`);
    try {
      const outcome = await workspace.write(`${folder}${name}`, content);
      files.push(path);
      if (outcome.kind === 'replaced') kept.push(join(root, outcome.copy));
    } catch (error) {
      failure = error;
      problems.push(notWritten(path, error));
    }
  }
  if (files.length === 0) throw notWrittenAtAll(failure);
  return { files, kept, problems };
}

function notWrittenAtAll(cause: unknown): LabError {
  const code = errorCode(cause) ?? '';
  return new LabError(
    { fr: `Le rapport n’a pas pu être écrit (${code}).`, en: `The report could not be written (${code}).` },
    {
      advice: {
        fr: 'Vérifiez vos droits et la place sur le disque, ou donnez un autre dossier avec --out.',
        en: 'Check your rights and the space on the disk, or give another folder with --out.',
      },
      cause,
    },
  );
}

function keptAside(copy: string, lang: Lang): string {
  return lang === 'fr'
    ? `! Vous aviez modifié ce fichier : votre version est gardée dans ${copy}\n`
    : `! You had edited this file: your version is kept in ${copy}\n`;
}

function notWritten(path: string, error: unknown): Text {
  const code = errorCode(error) ?? '';
  return {
    fr: `${path} n’a pas pu être écrit (${code}).`,
    en: `${path} could not be written (${code}).`,
  };
}
