import { defineChapter } from '../../src/lab/lab.ts';
import { configureCli } from './configure-cli.ts';
import { createBucket } from './create-bucket.ts';
import { createFolders } from './create-folders.ts';
import { createIamUser } from './create-iam-user.ts';
import { credentials } from './credentials.ts';
import { questions } from './questions.ts';

export const s3 = defineChapter({
  id: 's3',
  folder: '03-s3',
  title: { fr: 'Le data lake sur Amazon S3', en: 'The data lake on Amazon S3' },
  steps: [credentials, createBucket, createFolders, createIamUser, configureCli],
  questions,
});
