import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, searchPlace } from '../../adapters/shell-find.ts';
import { type Judgement, ok, warning } from '../finding.ts';
import { defineProbe } from '../probe.ts';

/** What opens a page on Linux, best first. */
const OPENERS = [
  'xdg-open',
  'wslview',
  'firefox',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'brave-browser',
  'microsoft-edge',
];

/** Whether a page such as the dashboard can be opened from here. */
export function judgeBrowser(opener: string | null): readonly Judgement[] {
  const title = { fr: 'Navigateur', en: 'Browser' };
  if (opener !== null) return [ok('browser', title, { opener })];
  return [
    warning('browser', title, {
      cause: {
        fr: 'Aucun navigateur n’a été trouvé : les pages (compte rendu, tableau de bord) ne s’ouvriront pas d’elles-mêmes.',
        en: 'No browser was found: pages (report, dashboard) will not open by themselves.',
      },
      fix: {
        fr: 'Ouvrez le fichier HTML que le TP nomme sur une machine qui en a un ; il se suffit à lui-même.',
        en: 'Open the HTML file that the lab names on a machine that has one; it is complete in itself.',
      },
      evidence: { opener },
    }),
  ];
}

export const browserProbe = defineProbe<{ readonly opener: string | null }>({
  id: 'browser',
  area: 'tools',
  title: { fr: 'Navigateur', en: 'Browser' },
  async collect({ platform, env }) {
    // Windows and macOS always have one.
    if (platform === 'win32' || platform === 'darwin')
      return { opener: platform === 'darwin' ? 'open' : 'start' };
    for (const name of OPENERS) {
      if ((await findProgram(name, searchPlace(env))) !== undefined) return { opener: name };
    }
    return { opener: null };
  },
  judge: ({ opener }) => judgeBrowser(opener),
});

export interface AirflowFacts {
  readonly platform: NodeJS.Platform;
  /** Folders of an Airflow environment among the tools, and whether each is complete. */
  readonly environments: readonly { readonly name: string; readonly complete: boolean }[];
}

/** The optional Airflow environment. */
export function judgeAirflow({ platform, environments }: AirflowFacts): readonly Judgement[] {
  const complete = environments.some(environment => environment.complete);
  const evidence = { installed: complete, environments: environments.map(({ name }) => name).join(', ') };
  if (complete) return [ok('airflow', { fr: 'Airflow : installé', en: 'Airflow: installed' }, evidence)];
  if (environments.length > 0) {
    return [
      warning(
        'airflow',
        { fr: 'Airflow', en: 'Airflow' },
        {
          cause: {
            fr: "L'installation d'Airflow a été interrompue.",
            en: "Airflow's installation was interrupted.",
          },
          fix: { fr: 'shopstream run airflow.install', en: 'shopstream run airflow.install' },
          evidence,
        },
      ),
    ];
  }
  return [
    ok(
      'airflow',
      platform === 'win32'
        ? {
            fr: 'Airflow : ne tourne pas sous Windows ; le TP exécute ses tâches lui-même',
            en: 'Airflow: does not run on Windows; the lab runs its tasks itself',
          }
        : { fr: 'Airflow : pas installé (facultatif)', en: 'Airflow: not installed (optional)' },
      evidence,
    ),
  ];
}

export const airflowProbe = defineProbe<AirflowFacts>({
  id: 'airflow',
  area: 'tools',
  title: { fr: 'Airflow', en: 'Airflow' },
  async collect({ platform, places: { tools } }) {
    const names = (await readdir(tools).catch((): string[] => [])).filter(name =>
      /^airflow-[0-9a-f]+$/.test(name),
    );
    const environments = await Promise.all(
      names.map(async name => ({
        name,
        complete: await access(join(tools, name, 'complete.json')).then(
          () => true,
          () => false,
        ),
      })),
    );
    return { platform, environments };
  },
  judge: judgeAirflow,
});
