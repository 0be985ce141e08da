import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryNotice } from './notices.ts';

test('a service that throttles is told apart from one that is not reached', () => {
  const slow = retryNotice({ service: 's3', attempt: 3, maxAttempts: 8, code: 'SlowDown' });
  assert.equal(slow.fr, 'S3 demande de ralentir (SlowDown) : nouvel essai, 3 sur 8.');
  assert.equal(slow.en, 'S3 asks to slow down (SlowDown): another attempt, 3 of 8.');
  const cut = retryNotice({ service: 'iam', attempt: 2, maxAttempts: 8, code: 'ECONNRESET' });
  assert.equal(cut.fr, "IAM n'a pas répondu comme il faut (ECONNRESET) : nouvel essai, 2 sur 8.");
  assert.equal(cut.en, 'IAM did not answer as it should (ECONNRESET): another attempt, 2 of 8.');
});
