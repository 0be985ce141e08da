import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { AWS_KEY, type CloudAccounts, openCloudAccounts, PASSWORD } from './cloud-accounts.ts';
import { type Difference, runOnCloud, type Told } from './cloud-session.ts';
import type { Fault } from './front.ts';

/** One thing that goes wrong, and what the person must be told of it in both languages. */
export interface Failure {
  readonly name: string;
  readonly step: string;
  readonly fr: readonly RegExp[];
  readonly en: readonly RegExp[];
  /** The catalogue's entry, where the step does not say it itself. */
  readonly diagnosis?: string;
  readonly aws?: Fault;
  readonly snowflake?: Fault;
  arrange?(bench: Bench): Difference | Promise<Difference>;
}

/** Both accounts, for the failures of a test file. */
export interface Bench {
  readonly cloud: CloudAccounts;
  /** Values that no message may hold; tests add theirs. */
  readonly secrets: Set<string>;
  /** Has `work` run before the next test. */
  afterwards(work: () => Promise<void>): void;
}

/** Opens the accounts before the tests of the file, and sets them right after each of them. */
export function cloudBench(): Bench {
  let cloud: CloudAccounts | undefined;
  const opened = (): CloudAccounts => {
    assert.ok(cloud !== undefined, 'The accounts are not open yet.');
    return cloud;
  };
  const cleaning: (() => Promise<void>)[] = [];
  before(async () => {
    cloud = await openCloudAccounts();
  });
  after(() => cloud?.close());
  afterEach(async () => {
    for (const clean of cleaning.splice(0)) await clean();
    const { aws, snowflake, skewAws } = opened();
    aws.clear();
    snowflake.clear();
    skewAws(0);
  });
  return {
    get cloud() {
      return opened();
    },
    secrets: new Set([AWS_KEY.secretAccessKey, PASSWORD]),
    afterwards: work => void cleaning.push(work),
  };
}

/** Nothing that is shown, recorded or logged holds a secret. */
export function assertNoSecret({ secrets }: Bench, told: Told): void {
  for (const secret of secrets) assert.ok(!told.everything.includes(secret), 'a secret is told');
}

/** Lets it go wrong, and reads what the person is told in both languages. */
export async function assertTold(bench: Bench, failure: Failure): Promise<void> {
  const difference = (await failure.arrange?.(bench)) ?? {};
  if (failure.aws !== undefined) bench.cloud.aws.add(failure.aws);
  if (failure.snowflake !== undefined) bench.cloud.snowflake.add(failure.snowflake);
  const told = await runOnCloud(bench.cloud, [failure.step], difference);
  assert.notEqual(told.end.exitCode, 0, 'it went well');
  for (const words of failure.fr) assert.match(told.fr, words);
  for (const words of failure.en) assert.match(told.en, words);
  if (failure.diagnosis !== undefined)
    assert.ok(told.diagnoses.includes(failure.diagnosis), told.diagnoses.join());
  assertNoSecret(bench, told);
}

/** What AWS's services answer: S3 in XML of its own, IAM and STS wrapped. */
function awsAnswer(status: number, code: string, message: string, service: 's3' | 'query'): Fault['what'] {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  const body =
    service === 's3'
      ? `<?xml version="1.0" encoding="UTF-8"?><Error>${error}<RequestId>1</RequestId></Error>`
      : `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>${error}</Error><RequestId>1</RequestId></ErrorResponse>`;
  return { kind: 'answer', status, type: 'text/xml', body };
}

/** S3 answers every request so. */
export const s3Says = (status: number, code: string, message: string): Fault => ({
  when: ({ method }) => method !== 'POST',
  what: awsAnswer(status, code, message, 's3'),
});
/** IAM and STS answer every request so. */
export const stsSays = (status: number, code: string, message: string): Fault => ({
  when: ({ method }) => method === 'POST',
  what: awsAnswer(status, code, message, 'query'),
});

/** What Snowflake answers to what it refuses. */
export function snowflakeAnswer(code: string, message: string, sqlState = '57014'): Fault['what'] {
  const data = { internalError: false, errorCode: code, sqlState, queryId: '01b2' };
  const body = JSON.stringify({ data, code, message, success: false });
  return { kind: 'answer', status: 200, type: 'application/json', body };
}

/** Snowflake refuses every login so. */
export const loginSays = (code: string, message: string): Fault => ({
  when: ({ url }) => url?.startsWith('/session/v1/login-request') === true,
  what: snowflakeAnswer(code, message),
});
/** Snowflake refuses every statement so. */
export const statementSays = (code: string, message: string): Fault => ({
  when: ({ url }) => url?.startsWith('/queries/v1/query-request') === true,
  what: snowflakeAnswer(code, message),
});
