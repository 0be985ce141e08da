import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import { ADMIN, serviceOptions } from '../../src/sandbox/s3/testing.ts';
import { pythonWith } from '../helpers/python.ts';
import { type Case, closedPort, type Group, newFolder, saidBy } from './case.ts';

/** The real AWS CLI in an environment of its own, against the sandbox's endpoint. */
export const AWS_CLI: Group = {
  name: 'AWS CLI',
  parallel: 3,
  async open(report) {
    const python = await pythonWith('aws', ['awscli', 'boto3']);
    if (python === undefined) {
      report('  AWS CLI: left out, there is no Python');
      return undefined;
    }
    const folder = await newFolder();
    await mkdir(join(folder.path, '.aws'));
    const service = await startS3(serviceOptions(join(folder.path, 's3')));
    return {
      cases: cases(python, folder.path, `http://127.0.0.1:${service.port}`),
      close: async () => {
        await service.stop();
        await folder.remove();
      },
    };
  },
};

function cases(python: string, home: string, endpoint: string): readonly Case[] {
  const aws = join(dirname(python), 'aws');
  const base = {
    HOME: home,
    USERPROFILE: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    NO_PROXY: '127.0.0.1',
  };
  const told = (args: readonly string[], env: Readonly<Record<string, string>>) => (signal: AbortSignal) =>
    saidBy({ path: python, args: [aws, ...args], env: { ...base, ...env } }, signal);
  const admin = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-3',
    AWS_DEFAULT_REGION: 'eu-west-3',
    AWS_ACCESS_KEY_ID: ADMIN.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ADMIN.secretAccessKey,
  };
  return [
    {
      id: 'AWS-04',
      what: 'start the CLI without keys',
      provoke: told(['s3', 'ls'], { AWS_DEFAULT_REGION: 'eu-west-3', AWS_ENDPOINT_URL: endpoint }),
    },
    {
      id: 'AWS-05',
      what: 'name an unknown profile to the CLI',
      provoke: told(['s3', 'ls', '--profile', 'nobody'], admin),
    },
    {
      id: 'AWS-06',
      what: 'start the CLI without a region',
      provoke: told(['sns', 'list-topics'], { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }),
    },
    {
      id: 'AWS-07',
      what: 'point the CLI at a stopped endpoint',
      provoke: async signal =>
        told(['s3', 'ls'], { ...admin, AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}` })(signal),
    },
    {
      id: 'AWS-08',
      what: 'ask STS by the CLI with an unknown key',
      provoke: told(['sts', 'get-caller-identity'], { ...admin, AWS_ACCESS_KEY_ID: 'AKIANOBODYEXAMPLEKEY' }),
    },
    {
      id: 'AWS-17',
      what: 'create a bucket by the CLI without a region',
      provoke: told(['s3api', 'create-bucket', '--bucket', 'shopstream-lake'], admin),
    },
    {
      id: 'AWS-18',
      what: 'give the CLI a bucket name with an accent',
      provoke: told(['s3api', 'create-bucket', '--bucket', 'données'], admin),
    },
    {
      id: 'AWS-15',
      what: 'make a bucket by the CLI whose name is taken',
      provoke: told(['s3', 'mb', 's3://my-bucket'], admin),
    },
    {
      id: 'AWS-19',
      what: 'list an unknown bucket by the CLI',
      provoke: told(['s3', 'ls', 's3://nothing-here'], admin),
    },
  ];
}
