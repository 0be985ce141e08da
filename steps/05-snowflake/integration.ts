import type { LabSettings } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, properties, rowsOf } from './ask.ts';
import type { Commented } from './marks.ts';
import { INTEGRATION, rawLocation } from './objects.ts';
import { isOnly } from './trust.ts';

export const DESCRIBE = `DESC INTEGRATION ${INTEGRATION}`;

/** What Snowflake says of the integration. */
export interface Integration {
  readonly enabled: boolean;
  readonly roleArn: string;
  readonly locations: readonly string[];
  /** Snowflake's own IAM user, which plays the role. */
  readonly userArn: string;
  readonly externalId: string;
  /** The sandbox reads with this profile of the person's (empty: the default one); `undefined`: it plays the role. */
  readonly profile: string | undefined;
}

/** `undefined` when there is none. */
export async function describeIntegration(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<Integration | undefined> {
  const found = await properties(warehouse, DESCRIBE, signal);
  if (found.size === 0) return undefined;
  return {
    enabled: found.get('ENABLED') === 'true',
    roleArn: found.get('STORAGE_AWS_ROLE_ARN') ?? '',
    locations: (found.get('STORAGE_ALLOWED_LOCATIONS') ?? '').split(',').filter(place => place !== ''),
    userArn: found.get('STORAGE_AWS_IAM_USER_ARN') ?? '',
    externalId: found.get('STORAGE_AWS_EXTERNAL_ID') ?? '',
    profile: found.has('SANDBOX_AWS_REGION') ? (found.get('SANDBOX_AWS_PROFILE') ?? '') : undefined,
  };
}

/** True when the integration reaches the lab's files through the role, and nothing else. */
export function reaches(integration: Integration, roleArn: string, settings: LabSettings): boolean {
  return (
    integration.enabled &&
    integration.roleArn === roleArn &&
    isOnly(integration.locations, rawLocation(settings))
  );
}

/** The integration with its comment, which says whose it is; none when it does not exist. */
export async function integrationComment(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<readonly Commented[]> {
  const [row] = await rowsOf(warehouse, `SHOW INTEGRATIONS LIKE '${INTEGRATION}'`, signal);
  return row === undefined
    ? []
    : [{ kind: 'STORAGE INTEGRATION', name: INTEGRATION, comment: cell(row, 'comment') }];
}
