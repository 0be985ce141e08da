/** One thing that a service does, whoever provides it. */
export interface Behaviour<Subject> {
  /** A sentence; stable: differences and reports quote it. */
  readonly name: string;
  /** Left out of the sample that `npm test` runs: it takes more than a moment. */
  readonly slow?: true;
  /** @throws AssertionError when the service does something else. */
  run(subject: Subject): Promise<void>;
}

/** What a provider is known to do otherwise than the sandbox, and which of the two is right. */
export interface Difference {
  /** Name of the behaviour. */
  readonly behaviour: string;
  readonly what: string;
  /** The page that says so. */
  readonly source: string;
}

/** Who answers in place of the vendor. */
export type Provider = 'sandbox' | 'moto' | 'real';
