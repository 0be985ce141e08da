import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentPaths, readEnvironment } from '../../adapters/dbt/environment.ts';
import { type Text, text } from '../../i18n/text.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { defineProbe } from '../probe.ts';
import { nearestExisting } from './folders.ts';
import { formatBytes } from './system.ts';

const MEGABYTE = 1024 ** 2;

/** What needs room, in bytes: below `least` it does not work, below `wanted` it gets tight. */
export interface Need {
  readonly place: 'home' | 'workspace' | 'tools' | 'temp';
  readonly why: Text;
  readonly least: number;
  readonly wanted: number;
}

/** PostgreSQL's cluster and log take about 100 MB, the warehouse 50; dbt with its Python 245 MB, and as much to unpack. */
export function diskNeeds(hasDbt: boolean): readonly Need[] {
  return [
    {
      place: 'home',
      why: { fr: 'PostgreSQL, S3 et entrepôt locaux', en: 'the local PostgreSQL, S3 and warehouse' },
      least: 200 * MEGABYTE,
      wanted: 1000 * MEGABYTE,
    },
    {
      place: 'workspace',
      why: { fr: 'vos fichiers', en: 'your files' },
      least: 20 * MEGABYTE,
      wanted: 200 * MEGABYTE,
    },
    {
      place: 'tools',
      why: { fr: 'dbt et son Python', en: 'dbt and its Python' },
      least: hasDbt ? 10 * MEGABYTE : 350 * MEGABYTE,
      wanted: hasDbt ? 50 * MEGABYTE : 800 * MEGABYTE,
    },
    {
      place: 'temp',
      why: { fr: 'fichiers temporaires', en: 'temporary files' },
      least: 50 * MEGABYTE,
      wanted: 300 * MEGABYTE,
    },
  ];
}

export interface Room {
  readonly need: Need;
  readonly path: string;
  /** Bytes that this user may still write. */
  readonly free: number;
}

/** Whether every place has the room it needs. */
export function judgeDisk(rooms: readonly Room[]): readonly Judgement[] {
  return rooms.map(({ need, path, free }) => {
    const id = `disk-${need.place}`;
    const [size, least] = [formatBytes(free), formatBytes(need.wanted)];
    const title = text(lang =>
      lang === 'fr'
        ? `Place pour ${need.why.fr} : ${size.fr} libres`
        : `Room for ${need.why.en}: ${size.en} free`,
    );
    const evidence = { path, free_bytes: free, least_bytes: need.least, wanted_bytes: need.wanted };
    if (free >= need.wanted) return ok(id, title, evidence);
    return (free < need.least ? problem : warning)(id, title, {
      cause: {
        fr: `Il reste ${size.fr} sur le disque de ${path} ; il en faudrait ${least.fr}.`,
        en: `${size.en} are left on the disk of ${path}; ${least.en} would be needed.`,
      },
      fix: {
        fr: 'Libérez de la place (corbeille, téléchargements), ou choisissez un dossier sur un autre disque.',
        en: 'Free some space (recycle bin, downloads), or choose a folder on another disk.',
      },
      evidence,
    });
  });
}

export const diskProbe = defineProbe<readonly Room[]>({
  id: 'disk',
  area: 'folders',
  title: { fr: 'Place sur le disque', en: 'Disk space' },
  async collect(machine) {
    const needs = diskNeeds(await hasDbt(machine));
    const paths = { ...machine.places, temp: machine.temp };
    return Promise.all(
      needs.map(async need => {
        const path = paths[need.place];
        const { bavail, bsize } = await statfs(await nearestExisting(path));
        return { need, path, free: bavail * bsize };
      }),
    );
  },
  judge: judgeDisk,
});

async function hasDbt({ places }: Machine): Promise<boolean> {
  try {
    const requirements = await readFile(join(places.assets, 'dbt', 'requirements.txt'), 'utf8');
    return (await readEnvironment(environmentPaths(places.tools, requirements))) !== undefined;
  } catch {
    return false;
  }
}
