import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountIdentifier } from './account.ts';

const FORMS: readonly (readonly [pasted: string, account: string | undefined])[] = [
  ['MYORG-MYACCOUNT', 'MYORG-MYACCOUNT'],
  ['MYORG.MYACCOUNT', 'MYORG-MYACCOUNT'],
  ['  "myorg-my_account" ', 'myorg-my_account'],
  ['https://myorg-myaccount.snowflakecomputing.com', 'myorg-myaccount'],
  ['myorg-myaccount.snowflakecomputing.com/console/login', 'myorg-myaccount'],
  ['https://app.snowflake.com/myorg/myaccount/#/worksheets', 'myorg-myaccount'],
  ['https://app.snowflake.com/eu-west-3.aws/xy12345/#/homepage', 'xy12345.eu-west-3.aws'],
  ['https://xy12345.eu-west-3.aws.snowflakecomputing.com/', 'xy12345.eu-west-3.aws'],
  ['https://myorg-myaccount.privatelink.snowflakecomputing.com', 'myorg-myaccount'],
  ['xy12345', 'xy12345'],
  ['xy12345.eu-west-3.aws', 'xy12345.eu-west-3.aws'],
  ['app.snowflake.com/myorg/myaccount/w/abc?x=1', 'myorg-myaccount'],
  ['jdbc:snowflake://myorg-myaccount.snowflakecomputing.com/?role=X', 'myorg-myaccount'],
  ['MYORG-MYACCOUNT;', 'MYORG-MYACCOUNT'],
  ['https://docs.snowflake.com/', undefined],
  ['', undefined],
  ['mon compte', undefined],
];

for (const [pasted, account] of FORMS) {
  test(`« ${pasted} » is ${account ?? 'no account'}`, () => {
    assert.equal(accountIdentifier(pasted), account);
  });
}
