import type { PageData } from '../page.ts';
import { App } from './app.ts';

const [root, data] = [document.querySelector<HTMLElement>('#app'), document.querySelector('#data')];
if (root !== null && data !== null) {
  new App(root, JSON.parse(data.textContent ?? '') as PageData);
  performance.mark('drawn');
}
