import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesPattern } from './patterns.ts';
import { type AccessRequest, evaluate, type PolicyKind, parsePolicy } from './policy.ts';

const ANNA = { account: '000000000000', arns: ['arn:aws:iam::000000000000:user/anna'] };

function policy(kind: PolicyKind, ...statements: object[]) {
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
}

function ask(
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): AccessRequest {
  return {
    action,
    resource,
    context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value]])),
  };
}

const read = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::lake/raw/*' };

describe('policies', () => {
  it('allow what they name and nothing else', () => {
    const policies = [policy('identity', read)];
    assert.equal(evaluate(policies, ANNA, ask('s3:GetObject', 'arn:aws:s3:::lake/raw/a')), 'direct');
    assert.equal(evaluate(policies, ANNA, ask('S3:getobject', 'arn:aws:s3:::lake/raw/a')), 'direct');
    assert.equal(evaluate(policies, ANNA, ask('s3:GetObject', 'arn:aws:s3:::lake/crm/a')), 'none');
    assert.equal(evaluate(policies, ANNA, ask('s3:PutObject', 'arn:aws:s3:::lake/raw/a')), 'none');
  });

  it('deny above all', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::lake/raw/secret' };
    for (const order of [
      [read, deny],
      [deny, read],
    ]) {
      const policies = [policy('identity', ...order)];
      assert.equal(evaluate(policies, ANNA, ask('s3:GetObject', 'arn:aws:s3:::lake/raw/secret')), 'deny');
      assert.equal(evaluate(policies, ANNA, ask('s3:GetObject', 'arn:aws:s3:::lake/raw/other')), 'direct');
    }
  });

  it('understand NotAction and NotResource', () => {
    const all = policy('identity', {
      Effect: 'Allow',
      NotAction: 'iam:*',
      NotResource: 'arn:aws:s3:::lake/crm/*',
    });
    assert.equal(evaluate([all], ANNA, ask('s3:GetObject', 'arn:aws:s3:::lake/raw/a')), 'direct');
    assert.equal(evaluate([all], ANNA, ask('iam:GetUser', 'arn:aws:s3:::lake/raw/a')), 'none');
    assert.equal(evaluate([all], ANNA, ask('s3:GetObject', 'arn:aws:s3:::lake/crm/a')), 'none');
  });

  it('want the external id that the trust policy names', () => {
    const trust = policy('trust', {
      Effect: 'Allow',
      Principal: { AWS: ANNA.arns[0] },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'SF_1' } },
    });
    const role = 'arn:aws:iam::000000000000:role/r';
    assert.equal(
      evaluate([trust], ANNA, ask('sts:AssumeRole', role, { 'sts:ExternalId': 'SF_1' })),
      'direct',
    );
    assert.equal(evaluate([trust], ANNA, ask('sts:AssumeRole', role, { 'sts:ExternalId': 'SF_*' })), 'none');
    assert.equal(evaluate([trust], ANNA, ask('sts:AssumeRole', role)), 'none');
    const other = { account: '111111111111', arns: ['arn:aws:iam::111111111111:user/anna'] };
    assert.equal(evaluate([trust], other, ask('sts:AssumeRole', role, { 'sts:ExternalId': 'SF_1' })), 'none');
  });

  it('tell a grant to somebody from one to the whole account', () => {
    const grant = (AWS: string) =>
      policy('bucket', { Effect: 'Allow', Principal: { AWS }, Action: '*', Resource: '*' });
    const request = ask('s3:GetObject', 'arn:aws:s3:::lake/a');
    assert.equal(evaluate([grant('arn:aws:iam::000000000000:root')], ANNA, request), 'account');
    assert.equal(evaluate([grant('000000000000')], ANNA, request), 'account');
    assert.equal(evaluate([grant('*')], ANNA, request), 'direct');
    assert.equal(evaluate([grant('arn:aws:iam::000000000000:user/ben')], ANNA, request), 'none');
  });

  it('weigh conditions', () => {
    const holds = (condition: object, context: Readonly<Record<string, string>>): boolean => {
      const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: condition };
      return evaluate([policy('identity', statement)], ANNA, ask('s3:ListBucket', 'x', context)) === 'direct';
    };
    const like = { StringLike: { 's3:prefix': ['raw/*', ''] } };
    assert.equal(holds(like, { 's3:prefix': 'raw/events/' }), true);
    assert.equal(holds(like, { 's3:prefix': 'crm/' }), false);
    assert.equal(holds(like, {}), false);
    assert.equal(holds({ StringLikeIfExists: { 's3:prefix': 'raw/*' } }, {}), true);
    assert.equal(holds({ StringNotEquals: { 's3:prefix': 'crm/' } }, {}), true);
    assert.equal(holds({ StringEquals: { 's3:prefix': 'raw/*' } }, { 's3:prefix': 'raw/a' }), false);
    assert.equal(
      holds({ StringEqualsIgnoreCase: { 'AWS:UserName': 'ANNA' } }, { 'aws:username': 'anna' }),
      true,
    );
    assert.equal(
      holds(
        { StringLike: { 's3:prefix': `home/\${aws:username}/*` } },
        { 's3:prefix': 'home/anna/x', 'aws:username': 'anna' },
      ),
      true,
    );
    assert.equal(holds({ Null: { 's3:prefix': 'true' } }, {}), true);
    assert.equal(holds({ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'true' }), false);
    assert.equal(holds({ NumericLessThanEquals: { 's3:max-keys': 10 } }, { 's3:max-keys': '10' }), true);
    assert.equal(
      holds(
        { DateLessThan: { 'aws:CurrentTime': '2026-01-01' } },
        { 'aws:CurrentTime': '2025-12-31T23:59:59Z' },
      ),
      true,
    );
    assert.equal(
      holds({ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, { 'aws:SourceIp': '127.0.0.1' }),
      true,
    );
    assert.equal(
      holds({ NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, { 'aws:SourceIp': '127.0.0.1' }),
      false,
    );
    assert.equal(
      holds(
        { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/a*' } },
        { 'aws:PrincipalArn': 'arn:aws:iam::0:user/anna' },
      ),
      true,
    );
  });

  it('are refused when they could not be evaluated as they are meant', () => {
    const refuses = (kind: PolicyKind, statement: object) =>
      assert.throws(() => policy(kind, statement), { name: 'MalformedPolicyDocument' });
    refuses('identity', { ...read, Effect: 'Perhaps' });
    refuses('identity', { ...read, Principal: '*' });
    refuses('identity', { ...read, Condition: { StringIsh: { a: 'b' } } });
    refuses('identity', { ...read, Action: 'GetObject' });
    refuses('identity', { ...read, Resource: 'lake/*' });
    refuses('identity', { ...read, Ressource: '*' });
    refuses('identity', { Effect: 'Allow', Action: 's3:*' });
    refuses('trust', { ...read, Principal: '*' });
    refuses('trust', { Effect: 'Allow', Action: 'sts:AssumeRole' });
    assert.throws(() => parsePolicy('{', 'identity'), { name: 'MalformedPolicyDocument' });
  });
});

describe('patterns', () => {
  it('take no more time than the text deserves', () => {
    const started = performance.now();
    assert.equal(matchesPattern(`${'a*'.repeat(40)}b`, 'a'.repeat(4000)), false);
    assert.ok(performance.now() - started < 1000);
  });

  it('match accents and characters beyond the basic plane one by one', () => {
    assert.equal(matchesPattern('r?sum?', 'résumé'), true);
    assert.equal(matchesPattern('?', '🛒'), true);
    assert.equal(matchesPattern('a.c', 'abc'), false);
  });
});
