import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import process from 'node:process';
import { test } from 'node:test';
import { interruptUnread, onInterrupt } from './interrupt.ts';

test('a connection that a server closed is not the end of the program', async () => {
  const interruption = onInterrupt();
  const server = createServer(socket => socket.resetAndDestroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    for (let attempt = 0; attempt < 20; attempt++) {
      await new Promise<void>(resolve => {
        const socket = connect(port, '127.0.0.1');
        // Writing on goes into a connection that the other side has left: the system's SIGPIPE.
        const writing = setInterval(() => socket.write('x'.repeat(1000)), 1);
        socket.on('error', () => {});
        socket.on('close', () => {
          clearInterval(writing);
          resolve();
        });
      });
    }
    assert.equal(process.listenerCount('SIGPIPE'), 0);
    assert.equal(interruption.signal.aborted, false);
  } finally {
    interruption.dispose();
    server.close();
  }
});

test('output that nobody reads interrupts what runs, and says so when nothing does', () => {
  assert.equal(interruptUnread(), false);
  const interruption = onInterrupt();
  assert.equal(interruptUnread(), true);
  assert.equal(interruption.signal.aborted, true);
  assert.equal(interruption.exitCode(), 141);
  interruption.dispose();
  assert.equal(interruptUnread(), false);
});
