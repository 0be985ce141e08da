/** The report that the handout asks for, declared once: Power BI's project and the dashboard are made of it. */
export * from './dimensions.ts';
export * from './field.ts';
export * from './measures.ts';
export * from './pages.ts';
export { addressOf, BUILT, PUBLISHED } from './source.ts';
export * from './visual.ts';
