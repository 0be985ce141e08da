import process from 'node:process';
import { findBrowser, launch, open } from '../dashboard/browser.ts';

/**
 * A picture of the dashboard in a real browser: `node test/tools/dashboard-picture.ts OUT.png ADDRESS [WIDTHxHEIGHT]`, with the
 * address that `shopstream dashboard --no-open` prints, or an exported file's; what follows `#` chooses page, language, theme.
 */
const [out = 'dashboard.png', address = '', size = '1280x1200'] = process.argv.slice(2);
const [width = 1280, height = 1200] = size.split('x').map(Number);

const executable = await findBrowser();
if (executable === undefined) throw new Error('There is no Chrome, Edge or Chromium on this machine.');
const browser = await launch(executable);
try {
  const { page } = await open(browser, address, { viewport: { width, height } });
  await page.screenshot({ path: out, animations: 'disabled' });
} finally {
  await browser.close();
}
