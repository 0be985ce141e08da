import type { Text } from '../../src/i18n/text.ts';

/** The folder of Power BI's files in the workspace: whatever .pbip lies in it is what the chapter verifies. */
export const FOLDER = 'power-bi';
/** The name of the lab's own project. */
export const PROJECT = 'ShopStream';
/** The folder of the exported tables in the workspace. */
export const DATA = `${FOLDER}/data`;
/** The report's and the model's folders of the lab's own project, in the workspace. */
export const REPORT = `${FOLDER}/${PROJECT}.Report`;
export const MODEL = `${FOLDER}/${PROJECT}.SemanticModel`;
/** The file that one opens. */
export const PBIP = `${FOLDER}/${PROJECT}.pbip`;

/** A colon as each language writes it. */
export const COLON: Text = { fr: ' : ', en: ': ' };
