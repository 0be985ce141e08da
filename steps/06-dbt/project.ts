import { readContent } from '../../src/lab/lab.ts';

/** The dbt project's name, and its folder in the workspace. */
export const PROJECT = 'shopstream_dbt';
/** The folder of `profiles.yml` in the workspace. */
export const PROFILES = '.dbt';
/** dbt writes what it compiled and documented here. */
export const TARGET = `${PROJECT}/target`;

/** A file of the workspace that comes from the package. */
export interface ProjectFile {
  /** In the workspace. */
  readonly path: string;
  /** In the package. */
  readonly asset: string;
}

/** A file of the project; `asset` where the package's folder is laid out differently. */
function inProject(path: string, asset = `assets/dbt/${PROJECT}/${path}`): ProjectFile {
  return { path: `${PROJECT}/${path}`, asset };
}

export const PROJECT_FILE = inProject('dbt_project.yml');
export const PROFILE_FILE: ProjectFile = {
  path: `${PROFILES}/profiles.yml`,
  asset: 'assets/dbt/profiles.yml',
};
export const SOURCES_FILE = inProject('models/staging/_staging__sources.yml');

/** The models of the handout's table 1.1, in its order. */
export const MODEL_FILES: readonly ProjectFile[] = [
  inProject('models/staging/stg_orders.sql'),
  inProject('models/core/dim_customers.sql'),
  inProject('models/core/dim_products.sql'),
  inProject('models/core/fact_orders.sql'),
  inProject('models/marts/mart_sales_overview.sql'),
];

/** Everything that `init-project` writes. */
export const PROJECT_FILES: readonly ProjectFile[] = [
  PROJECT_FILE,
  PROFILE_FILE,
  SOURCES_FILE,
  ...MODEL_FILES,
  inProject('models/staging/_staging__models.yml'),
  inProject('models/core/_core__models.yml'),
  inProject('models/marts/_mart_sales_overview.yml'),
  // npm would take a file of the other name for its own.
  inProject('.gitignore', `assets/dbt/${PROJECT}/gitignore`),
];

/** The files of a mart that a later chapter adds: the model and its description. */
export function martFiles(model: string): readonly ProjectFile[] {
  return [`${model}.sql`, `_${model}.yml`].map(name =>
    inProject(`models/marts/${name}`, `assets/dbt/marts/${name}`),
  );
}

export function contentOf(file: ProjectFile): string {
  return readContent(file.asset);
}
