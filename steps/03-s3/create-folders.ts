import { same } from '../../src/i18n/text.ts';
import { defineStep, errorCode, expectEqual } from '../../src/lab/lab.ts';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import { FOLDERS } from './names.ts';

/** The folder keys of the raw layer. */
export const createFolders = defineStep({
  name: 'create-folders',
  title: { fr: 'Créer les dossiers de la couche brute', en: 'Create the folders of the raw layer' },
  handout: '1.6.4',
  needs: ['objectStoreAdmin'],
  after: ['s3.create-bucket'],

  async prerequisites({ ports, settings, signal }) {
    const found = await ports.objectStoreAdmin.bucket(settings.bucket, signal);
    return [
      expectEqual(
        'bucket',
        { fr: 'Le bucket existe', en: 'The bucket exists' },
        {
          expected: settings.bucket,
          actual: found?.name ?? null,
          message: { fr: "Faites d'abord l'étape s3.create-bucket.", en: 'Do step s3.create-bucket first.' },
        },
      ),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const keys = await folderKeys(ports.objectStoreAdmin, settings.bucket, signal);
    for (const folder of FOLDERS.filter(name => !keys.has(name))) {
      log(`aws s3api put-object --bucket ${settings.bucket} --key ${folder}`);
      await ports.objectStoreAdmin.put(settings.bucket, folder, '', {}, signal);
    }
  },

  async verify({ ports, settings, signal }) {
    const keys = await folderKeys(ports.objectStoreAdmin, settings.bucket, signal);
    return {
      checks: FOLDERS.map(folder =>
        expectEqual(folder.replaceAll(/[/_]/g, '-').replace(/-$/, ''), same(folder), {
          expected: folder,
          actual: keys.has(folder) ? folder : null,
          query: `aws s3 ls s3://${settings.bucket}/${folder}`,
          message: {
            fr: `Le dossier ${folder} manque : relancez l'étape, ou créez-le dans la console (« Créer un dossier »).`,
            en: `The folder ${folder} is missing: run the step again, or make it in the console ("Create folder").`,
          },
        }),
      ),
    };
  },

  async undo({ ports, settings, signal, log }) {
    const keys = await folderKeys(ports.objectStoreAdmin, settings.bucket, signal);
    const ours = FOLDERS.filter(folder => keys.has(folder));
    for (const folder of ours) log(`aws s3api delete-object --bucket ${settings.bucket} --key ${folder}`);
    if (ours.length > 0) await ports.objectStoreAdmin.delete(settings.bucket, ours, signal);
  },

  commands({ bucket }) {
    return [
      {
        language: 'shell',
        title: { fr: 'Créer les dossiers', en: 'Make the folders' },
        code: FOLDERS.map(folder => `aws s3api put-object --bucket ${bucket} --key ${folder}`).join('\n'),
      },
      {
        language: 'shell',
        title: { fr: 'Regarder', en: 'Look' },
        code: `aws s3 ls s3://${bucket} --recursive`,
      },
    ];
  },
});

/** The keys of the bucket that are folders; none when there is no bucket. */
async function folderKeys(
  store: ObjectStoreReader,
  bucket: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const objects = await store.list(bucket, '', signal);
    return new Set(objects.map(({ key }) => key).filter(key => key.endsWith('/')));
  } catch (error) {
    if (errorCode(error) === 'NoSuchBucket') return new Set();
    throw error;
  }
}
