import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openerOf } from './open-browser.ts';

const URL = 'http://127.0.0.1:4000/?token=abc_-9';

test('each system opens an address by its own program; without a screen, or in CI, none does', () => {
  assert.deepEqual(openerOf('darwin', {}, URL), ['open', URL]);
  assert.deepEqual(openerOf('win32', {}, URL), ['cmd', '/c', 'start', '""', URL]);
  assert.deepEqual(openerOf('linux', { DISPLAY: ':0' }, URL), ['xdg-open', URL]);
  assert.deepEqual(openerOf('linux', { WAYLAND_DISPLAY: 'wayland-0' }, URL), ['xdg-open', URL]);
  assert.equal(openerOf('linux', {}, URL), undefined);
  assert.equal(openerOf('darwin', { CI: 'true' }, URL), undefined);
});
