import { INTEGRATION, ROLE, STAGE } from '../../steps/05-snowflake/objects.ts';
import { POLICY, rolePolicy } from '../../steps/05-snowflake/trust.ts';
import type { LabSession } from '../helpers/lab-session.ts';
import { of } from './mutation.ts';
import { aws, snowflake, trust } from './tools.ts';

const DWH = 'SHOPSTREAM_DWH';

/** Another role policy than the lab's. */
const policy = (change: (document: string) => string) => async (lab: LabSession) => {
  const { identity } = await lab.ports.open(['identity']);
  const before = JSON.stringify(rolePolicy(lab.settings));
  const after = change(before);
  if (after === before) throw new Error('The role policy has not changed.');
  await identity.putRolePolicy(ROLE, POLICY, JSON.parse(after));
  return undefined;
};

const stage = (location: string, format: string) => async (lab: LabSession) =>
  snowflake(`CREATE OR REPLACE STAGE ${STAGE} STORAGE_INTEGRATION = ${INTEGRATION}
    URL = 's3://${lab.settings.bucket}/${location}' FILE_FORMAT = (${format})`)(lab);

const integration = (settings: (lab: LabSession) => string) => async (lab: LabSession) =>
  snowflake(`ALTER STORAGE INTEGRATION ${INTEGRATION} SET ${settings(lab)}`)(lab);

const CSV = `TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"' SKIP_HEADER = 1`;
const DENIAL = { RoleName: ROLE, PolicyName: 'no-reading' };

/** Another comment on the database, and the one before. */
async function foreignDatabase(lab: LabSession) {
  const { warehouse } = await lab.ports.open(['warehouse']);
  const { rows } = await warehouse.query(`SHOW DATABASES LIKE '${DWH}'`);
  const set = (words: string) => `ALTER DATABASE ${DWH} SET COMMENT = '${words.replaceAll("'", "''")}'`;
  return snowflake(set('Data Warehouse [shopstream-lab:another]'), set(String(rows[0]?.comment)))(lab);
}

export const SNOWFLAKE = [
  ...of('snowflake.create-schemas', [
    {
      id: 'warehouse-foreign-mark',
      what: "the comment of another lab's database",
      check: 'lineage',
      break: foreignDatabase,
    },
    {
      id: 'schema-staging-dropped',
      what: 'the schema of the loaded tables dropped',
      check: 'schema-staging',
      mends: ['snowflake.create-schemas', 'snowflake.create-staging-tables', 'snowflake.load-staging'],
      break: snowflake(`DROP SCHEMA ${DWH}.STAGING CASCADE`),
    },
    {
      id: 'schema-marts-dropped',
      what: 'the schema of the published marts dropped',
      check: 'schema-marts',
      mends: ['snowflake.create-schemas', 'marts.publish'],
      break: snowflake(`DROP SCHEMA ${DWH}.MARTS CASCADE`),
    },
  ]),
  ...of('snowflake.create-warehouses', [
    {
      id: 'never-suspended',
      what: 'a warehouse that never suspends itself',
      check: 'loading-wh',
      break: snowflake('ALTER WAREHOUSE LOADING_WH SET AUTO_SUSPEND = 0'),
    },
    {
      id: 'suspended-late',
      what: 'a warehouse that suspends itself after an hour',
      check: 'bi-wh',
      break: snowflake('ALTER WAREHOUSE BI_WH SET AUTO_SUSPEND = 3600'),
    },
    {
      id: 'warehouse-bigger',
      what: 'a bigger warehouse',
      check: 'transform-wh',
      break: snowflake("ALTER WAREHOUSE TRANSFORM_WH SET WAREHOUSE_SIZE = 'LARGE'"),
    },
    {
      id: 'no-auto-resume',
      what: 'a warehouse that no longer wakes up by itself',
      check: 'bi-wh',
      break: snowflake('ALTER WAREHOUSE BI_WH SET AUTO_RESUME = FALSE'),
    },
    {
      id: 'warehouse-dropped',
      what: 'a warehouse dropped',
      check: 'transform-wh',
      break: snowflake('DROP WAREHOUSE TRANSFORM_WH'),
    },
    {
      id: 'warehouse-unlimited',
      what: 'a warehouse that no resource monitor stops',
      check: 'resource-monitor',
      break: snowflake('ALTER WAREHOUSE TRANSFORM_WH UNSET RESOURCE_MONITOR'),
    },
    {
      id: 'warehouse-comment',
      what: 'the comment of a warehouse removed',
      check: 'loading-wh-comment',
      break: snowflake("ALTER WAREHOUSE LOADING_WH SET COMMENT = ''"),
    },
  ]),
  ...of('snowflake.create-storage-integration', [
    {
      id: 'integration-disabled',
      what: 'the integration disabled',
      check: 'integration',
      break: integration(() => 'ENABLED = FALSE'),
    },
    {
      id: 'integration-dropped',
      what: 'the integration dropped',
      check: 'integration',
      break: snowflake(`DROP INTEGRATION ${INTEGRATION}`),
    },
    {
      id: 'integration-replaced',
      what: 'the integration replaced, which gives it another external id',
      check: 'trust-external-id',
      break: async lab => {
        const { identity } = await lab.ports.open(['identity']);
        const role = await identity.role(ROLE);
        return snowflake(`CREATE OR REPLACE STORAGE INTEGRATION ${INTEGRATION} TYPE = EXTERNAL_STAGE
          STORAGE_PROVIDER = S3 ENABLED = TRUE STORAGE_AWS_ROLE_ARN = '${role?.arn}'
          STORAGE_ALLOWED_LOCATIONS = ('s3://${lab.settings.bucket}/raw/')`)(lab);
      },
    },
    {
      id: 'integration-other-role',
      what: 'an integration that names another role',
      check: 'integration',
      break: integration(() => "STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/other'"),
    },
    {
      id: 'location-extra',
      what: 'one more allowed location',
      check: 'allowed-locations',
      break: integration(
        ({ settings }) =>
          `STORAGE_ALLOWED_LOCATIONS = ('s3://${settings.bucket}/raw/', 's3://another-bucket/')`,
      ),
    },
    {
      id: 'location-whole-bucket',
      what: 'the whole bucket as allowed location',
      check: 'allowed-locations',
      break: integration(({ settings }) => `STORAGE_ALLOWED_LOCATIONS = ('s3://${settings.bucket}/')`),
    },
    {
      id: 'trust-external-id',
      what: 'a trust with another external id',
      check: 'trust-external-id',
      break: trust(text => text.replace(/("sts:ExternalId":")[^"]*/, '$1wrong')),
    },
    {
      id: 'trust-no-condition',
      what: 'a trust without a condition',
      check: 'trust-external-id',
      break: trust(text => text.replace(/,"Condition":\{.*?\}\}/, '')),
    },
    {
      id: 'trust-everybody',
      what: 'a trust in everybody',
      check: 'trust-principal',
      break: trust(text => text.replace(/"Principal":\{[^}]*\}/, '"Principal":{"AWS":"*"}')),
    },
    {
      id: 'trust-second-statement',
      what: 'a second statement of the trust, for everybody',
      check: 'trust-principal',
      break: trust(text =>
        text.replace(/\]\}$/, ',{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'),
      ),
    },
    {
      id: 'role-may-not-read',
      what: 'the permission to read missing from the role',
      check: 'role-policy',
      break: policy(text => text.replaceAll('s3:GetObject', 's3:GetObjectTagging')),
    },
    {
      id: 'role-other-bucket',
      what: 'a role that may read another bucket',
      check: 'role-policy',
      break: policy(text => text.replaceAll('shopstream-datalake-', 'another-')),
    },
    {
      id: 'role-denied',
      what: 'a second role policy that denies reading',
      check: 'role-policy',
      break: aws(
        async ({ iam }) => {
          const { PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
          const Statement = [{ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }];
          const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
          await iam.send(new PutRolePolicyCommand({ ...DENIAL, PolicyDocument }));
        },
        async ({ iam }) => {
          const { DeleteRolePolicyCommand } = await import('@aws-sdk/client-iam');
          await iam.send(new DeleteRolePolicyCommand(DENIAL));
        },
      ),
    },
  ]),
  ...of('snowflake.create-stage', [
    {
      id: 'stage-dropped',
      what: 'the stage dropped',
      check: 'stage',
      break: snowflake(`DROP STAGE ${STAGE}`),
    },
    {
      id: 'stage-elsewhere',
      what: 'a stage on another folder',
      check: 'stage',
      break: stage('raw/postgres/', CSV),
    },
    {
      id: 'stage-header',
      what: 'a stage that takes the header for a row',
      check: 'file-format',
      break: stage('raw/', CSV.replace('SKIP_HEADER = 1', 'SKIP_HEADER = 0')),
    },
    {
      id: 'stage-quotes',
      what: 'a stage that does not know quotes',
      check: 'file-format',
      break: stage('raw/', 'TYPE = CSV SKIP_HEADER = 1'),
    },
    { id: 'stage-json', what: 'a stage of JSON', check: 'file-format', break: stage('raw/', 'TYPE = JSON') },
  ]),
];
