import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../src/lab/lab.ts';
import type { QueryResult, WarehouseReader } from '../../src/ports/warehouse.ts';
import { listWhenTrusted, PATIENCE } from './list-wait.ts';

const SPREADING = `SQL compilation error:
Error assuming AWS_ROLE:
User: arn:aws:iam::210987654321:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/r`;

/** A Snowflake that refuses LIST with these messages, one after the other, then answers. */
function refusing(...messages: readonly string[]) {
  const left = [...messages];
  let asked = 0;
  const query = async (): Promise<QueryResult> => {
    asked += 1;
    const message = left.shift();
    if (message !== undefined) throw Object.assign(new Error(message), { code: '003167' });
    return { columns: ['name'], rows: [{ name: 'a' }], queryId: 'q' };
  };
  const warehouse: WarehouseReader = {
    target: { account: 'A', host: 'h', user: 'u', role: undefined },
    query,
  };
  return { warehouse, asked: () => asked };
}

function watching() {
  const told: (readonly [number, number | undefined])[] = [];
  const controller = new AbortController();
  return {
    told,
    controller,
    context: {
      signal: controller.signal,
      log() {},
      progress: (_: unknown, done: number, total?: number) => told.push([done, total]),
    },
  };
}

test('a trust that spreads is waited for, second by second, for five minutes at most', async () => {
  assert.equal(
    PATIENCE.reduce((sum, seconds) => sum + seconds, 0),
    305,
  );
  const { warehouse, asked } = refusing(SPREADING, SPREADING);
  const { told, context } = watching();
  assert.equal(await listWhenTrusted(warehouse, 'LIST @s', [1, 1, 30], context), 1);
  assert.equal(asked(), 3);
  assert.deepEqual(told, [
    [0, 32],
    [1, 32],
    [32, 32],
  ]);
});

test('any other refusal ends it at once, and STS that is off says what to switch on', async () => {
  for (const message of ['Insufficient privileges', 'Access Denied (Status Code: 403)']) {
    const { warehouse, asked } = refusing(message);
    await assert.rejects(listWhenTrusted(warehouse, 'LIST @s', PATIENCE, watching().context), { message });
    assert.equal(asked(), 1);
  }
  const off = refusing(
    'Error assuming AWS_ROLE: STS is not activated in this region for account:123456789012.',
  );
  await assert.rejects(listWhenTrusted(off.warehouse, 'LIST @s', PATIENCE, watching().context), error => {
    assert.ok(error instanceof LabError);
    for (const words of Object.values(error.text))
      assert.match(words, /IAM › (Paramètres du compte|Account settings)/);
    return true;
  });
  assert.equal(off.asked(), 1);
});

test('the wait ends with its patience, and with an interruption', async () => {
  const { warehouse } = refusing(SPREADING, SPREADING);
  await assert.rejects(listWhenTrusted(warehouse, 'LIST @s', [], watching().context), /assuming AWS_ROLE/);
  const { controller, context, told } = watching();
  const waiting = listWhenTrusted(refusing(SPREADING).warehouse, 'LIST @s', [300], {
    ...context,
    progress: (...of) => {
      context.progress(...of);
      controller.abort();
    },
  });
  await assert.rejects(waiting, { name: 'AbortError' });
  assert.equal(told.length, 1);
});
