import { posix } from 'node:path';
import type { Text } from '../../../src/i18n/text.ts';
import type { WorkspaceReader } from '../../../src/ports/workspace.ts';
import { FOLDER, PBIP } from '../names.ts';
import { readBim } from './bim.ts';
import { at, listAt, textAt } from './json.ts';
import { readLegacy } from './legacy.ts';
import type { Model } from './model.ts';
import { readVisual } from './pbir.ts';
import * as problems from './problems.ts';
import type { Report, ReportPage } from './report.ts';
import { readTmdl } from './tmdl.ts';
import { parseTmdl, TmdlError } from './tmdl-nodes.ts';

/** A Power BI project as it was found in the workspace. */
export interface PowerBiProject {
  /** Its .pbip, relative to the workspace. */
  readonly pbip: string;
  /** Made by the student, not by the lab. */
  readonly isOwn: boolean;
  readonly report: Report;
  readonly model: Model;
  /** The model's TMDL by path; empty when it was saved as `model.bim`. */
  readonly tmdl: ReadonlyMap<string, string>;
  /** What could not be read, and what to do about it. */
  readonly problems: readonly Text[];
}

/** The newest major versions that Power BI Desktop had written when this was made. */
const KNOWN = { pbip: 1, pbir: 4, visual: 2, report: 3, page: 2 } as const;

/**
 * Reads the project in the folder `power-bi` of the workspace: the student's own when there is one, the lab's otherwise.
 * `undefined` when there is none; whatever is damaged or of another version is among its problems.
 */
export async function findProject(workspace: WorkspaceReader): Promise<PowerBiProject | undefined> {
  const files = (await workspace.list(FOLDER)).map(file => `${FOLDER}/${file}`);
  const pbips = files.filter(file => file.endsWith('.pbip')).sort();
  const pbip = pbips.find(file => file !== PBIP) ?? pbips[0];
  if (pbip !== undefined) return new ProjectReader(workspace, files, pbip).read();
  const pbix = files.find(file => file.endsWith('.pbix'));
  if (pbix === undefined) return undefined;
  return {
    pbip: pbix,
    isOwn: true,
    report: { pages: [] },
    model: { tables: [], relationships: [], expressions: [] },
    tmdl: new Map(),
    problems: [problems.isPbix(pbix)],
  };
}

class ProjectReader {
  readonly #workspace: WorkspaceReader;
  readonly #files: readonly string[];
  readonly #pbip: string;
  readonly #problems: Text[] = [];

  constructor(workspace: WorkspaceReader, files: readonly string[], pbip: string) {
    this.#workspace = workspace;
    this.#files = files;
    this.#pbip = pbip;
  }

  async read(): Promise<PowerBiProject> {
    const shortcut = await this.#json(this.#pbip);
    this.#version(this.#pbip, textAt(shortcut, 'version'), KNOWN.pbip);
    const path = textAt(listAt(shortcut, 'artifacts')[0], 'report', 'path');
    const folder =
      path === undefined
        ? this.#pbip.replace(/\.pbip$/, '.Report')
        : posix.join(posix.dirname(this.#pbip), path);
    const properties = await this.#json(`${folder}/definition.pbir`);
    this.#version(`${folder}/definition.pbir`, textAt(properties, 'version'), KNOWN.pbir);
    const modelPath = textAt(properties, 'datasetReference', 'byPath', 'path');
    if (properties !== undefined && modelPath === undefined)
      this.#problems.push(problems.noLocalModel(`${folder}/definition.pbir`));
    const [report, { model, tmdl }] = await Promise.all([
      this.#report(folder),
      modelPath === undefined
        ? { model: NO_MODEL, tmdl: new Map<string, string>() }
        : this.#model(posix.join(folder, modelPath)),
    ]);
    return { pbip: this.#pbip, isOwn: this.#pbip !== PBIP, report, model, tmdl, problems: this.#problems };
  }

  async #report(folder: string): Promise<Report> {
    const pages = this.#under(`${folder}/definition/pages`).filter(
      file => posix.basename(file) === 'page.json',
    );
    if (pages.length > 0) {
      const report = await this.#json(`${folder}/definition/report.json`);
      this.#schema(`${folder}/definition/report.json`, report, 'report');
      return { pages: await Promise.all(pages.map(page => this.#page(page))) };
    }
    const legacy = `${folder}/report.json`;
    if (!this.#files.includes(legacy)) {
      this.#problems.push(problems.absent(`${folder}/definition/pages`));
      return { pages: [] };
    }
    try {
      return readLegacy(await this.#json(legacy));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#problems.push(problems.damaged(legacy, error.message));
      return { pages: [] };
    }
  }

  async #page(file: string): Promise<ReportPage> {
    const visuals = this.#under(`${posix.dirname(file)}/visuals`).filter(
      visual => posix.basename(visual) === 'visual.json',
    );
    const [page, ...read] = await Promise.all([
      this.#json(file),
      ...visuals.map(async visual => {
        const json = await this.#json(visual);
        this.#schema(visual, json, 'visualContainer');
        return readVisual(json, visual);
      }),
    ]);
    this.#schema(file, page, 'page');
    return {
      name: textAt(page, 'displayName') ?? '',
      visuals: read.filter(visual => visual !== undefined),
    };
  }

  async #model(folder: string): Promise<{ model: Model; tmdl: ReadonlyMap<string, string> }> {
    if (!this.#files.includes(`${folder}/definition.pbism`))
      this.#problems.push(problems.absent(`${folder}/definition.pbism`));
    else await this.#json(`${folder}/definition.pbism`);
    const paths = this.#under(`${folder}/definition`).filter(file => file.endsWith('.tmdl'));
    if (paths.length > 0) return this.#tmdl(paths);
    const bim = `${folder}/model.bim`;
    if (this.#files.includes(bim)) return { model: readBim(await this.#json(bim)), tmdl: new Map() };
    this.#problems.push(problems.absent(`${folder}/definition`));
    return { model: NO_MODEL, tmdl: new Map() };
  }

  async #tmdl(paths: readonly string[]): Promise<{ model: Model; tmdl: ReadonlyMap<string, string> }> {
    const texts = new Map<string, string>();
    await Promise.all(
      paths.map(async path => {
        const content = (await this.#workspace.read(path)) ?? '';
        try {
          parseTmdl(content);
          texts.set(path, content);
        } catch (error) {
          if (!(error instanceof TmdlError)) throw error;
          this.#problems.push(problems.notTmdl(path, error.line, error.message));
        }
      }),
    );
    return { model: readTmdl([...texts.values()]), tmdl: texts };
  }

  #under(folder: string): readonly string[] {
    return this.#files.filter(file => file.startsWith(`${folder}/`));
  }

  async #json(path: string): Promise<unknown> {
    const content = await this.#workspace.read(path);
    if (content === undefined) {
      this.#problems.push(problems.absent(path));
      return undefined;
    }
    try {
      return JSON.parse(content.replace(/^\uFEFF/, ''));
    } catch (error) {
      this.#problems.push(problems.damaged(path, error instanceof Error ? error.message : ''));
      return undefined;
    }
  }

  #version(path: string, version: string | undefined, known: number): void {
    if (version === undefined) return;
    if (Number.parseInt(version, 10) > known) this.#problems.push(problems.newer(path, version));
  }

  /** The version that a file's schema names: `…/visualContainer/2.4.0/schema.json`. */
  #schema(path: string, json: unknown, kind: 'visualContainer' | 'report' | 'page'): void {
    const version = new RegExp(`/${kind}/(\\d+\\.\\d+\\.\\d+)/`).exec(textAt(json, '$schema') ?? '')?.[1];
    const known = kind === 'visualContainer' ? KNOWN.visual : kind === 'report' ? KNOWN.report : KNOWN.page;
    this.#version(path, version, known);
    if (json !== undefined && at(json, '$schema') === undefined)
      this.#problems.push(problems.damaged(path, '$schema ?'));
  }
}

const NO_MODEL: Model = { tables: [], relationships: [], expressions: [] };
