/** Folders that a target works with, as the command line decided them. */
export interface TargetPlaces {
  readonly home: string;
  readonly workspace: string;
  readonly tools: string;
  /** The package's `assets` folder. */
  readonly assets: string;
}
