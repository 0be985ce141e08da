import { say } from '../../src/i18n/text.ts';
import {
  type Check,
  captured,
  defineStep,
  documentArgument,
  expectEqual,
  expectThat,
  type LabSettings,
  labTags,
  ownership,
  placeOf,
  shellFor,
  shellVariable,
  sqlScript,
  TAG,
  tagOwnership,
} from '../../src/lab/lab.ts';
import type { IamRole, IdentityReader } from '../../src/ports/identity.ts';
import type { Warehouse } from '../../src/ports/warehouse.ts';
import { integrationHints } from './hints.ts';
import {
  DESCRIBE,
  describeIntegration,
  type Integration,
  integrationComment,
  reaches,
} from './integration.ts';
import { isOurs, keptLine, markStatement, oursCheck } from './marks.ts';
import { INTEGRATION, ROLE, rawLocation } from './objects.ts';
import { ownProfileChecks, ownProfileCommands, ownProfileScript, readsAsPerson } from './own-profile.ts';
import { roleCheck, roleIsOurs } from './role-owner.ts';
import {
  actionsOf,
  isOnly,
  missingActions,
  NEEDED_ACTIONS,
  POLICY,
  provisionalTrust,
  readTrust,
  rolePolicy,
  trustPolicy,
  trustsOnly,
} from './trust.ts';

const GET_ROLE = `aws iam get-role --role-name ${ROLE}`;

async function roleArn(identity: IdentityReader, signal: AbortSignal): Promise<string> {
  const { account } = await identity.whoAmI(signal);
  return `arn:aws:iam::${account}:role/${ROLE}`;
}

export const createStorageIntegration = defineStep({
  name: 'create-storage-integration',
  title: { fr: "Créer l'intégration S3, en trois temps", en: 'Create the S3 integration, in three parts' },
  handout: '1.8.3',
  needs: ['warehouse', 'identity', 'objectStoreAdmin'],
  after: ['snowflake.connect', 's3.create-bucket'],

  async prerequisites({ ports, settings, signal }) {
    const mixed = readsAsPerson(settings);
    const [{ account }, role, integration] = await Promise.all([
      ports.identity.whoAmI(signal),
      mixed ? undefined : ports.identity.role(ROLE, signal),
      integrationComment(ports.warehouse, signal),
    ]);
    return [
      expectEqual(
        'aws-account',
        { fr: 'Le compte AWS répond', en: 'The AWS account answers' },
        { expected: true, actual: account !== '', query: 'aws sts get-caller-identity' },
      ),
      oursCheck('integration-ours', OURS, integration, settings),
      ...(role === undefined ? [] : [roleCheck('role-ours', role, settings)]),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const { account } = await ports.identity.whoAmI(signal);
    const arn = `arn:aws:iam::${account}:role/${ROLE}`;
    const values = { roleArn: arn, bucket: settings.bucket, mark: ` [shopstream-lab:${settings.lineage}]` };
    if (readsAsPerson(settings)) {
      const { endpoint } = ports.objectStoreAdmin;
      await ports.warehouse.script(ownProfileScript(settings, account, endpoint), signal);
      log(`${INTEGRATION}: AWS profile ${settings.awsProfile ?? 'default'}`);
      await markIntegration(ports.warehouse, settings, signal);
      return;
    }

    // A. The role, which the integration names; whom it trusts is not known before the integration exists.
    const role = await ports.identity.role(ROLE, signal);
    if (role === undefined) {
      const trust = provisionalTrust(account);
      await ports.identity.createRole(ROLE, trust, 'Snowflake reads raw/', signal, labTags(settings));
      log(`A. ${arn}`);
    } else if (tagOwnership(role.tags, settings) === 'unmarked')
      await ports.identity.tagRole(ROLE, labTags(settings), signal);
    if (missingActions(role, settings).length > 0)
      await ports.identity.putRolePolicy(ROLE, POLICY, rolePolicy(settings), signal);

    // B. The integration. Never replaced: that would draw a new external id and break the trust.
    await ports.warehouse.script(sqlScript('snowflake/create-storage-integration.sql', values), signal);
    const made = await describeIntegration(ports.warehouse, signal);
    if (made !== undefined && !reaches(made, arn, settings))
      await ports.warehouse.script(sqlScript('snowflake/repair-storage-integration.sql', values), signal);
    if (made?.profile !== undefined) await ports.warehouse.execute(PLAY_THE_ROLE, signal);
    await markIntegration(ports.warehouse, settings, signal);
    const integration = await describeIntegration(ports.warehouse, signal);
    if (integration === undefined) return;
    log(`B. ${INTEGRATION}: STORAGE_AWS_EXTERNAL_ID ${integration.externalId}`);

    // C. The trust: exactly Snowflake's user, and only with this integration's external id.
    const current = await ports.identity.role(ROLE, signal);
    const { userArn, externalId } = integration;
    if (current === undefined || !trustsOnly(current.trustPolicy, userArn, externalId)) {
      const trust = trustPolicy(userArn, externalId);
      await ports.identity.updateTrustPolicy(ROLE, trust, signal);
      log(`C. ${ROLE}: ${integration.userArn}`);
    }
  },

  async verify({ ports, settings, signal }) {
    if (readsAsPerson(settings))
      return { checks: ownProfileChecks(await describeIntegration(ports.warehouse, signal), settings) };
    const [arn, role, integration, comment] = await Promise.all([
      roleArn(ports.identity, signal),
      ports.identity.role(ROLE, signal),
      describeIntegration(ports.warehouse, signal),
      integrationComment(ports.warehouse, signal),
    ]);
    const foreign = comment.filter(found => ownership(found.comment, settings) === 'foreign');
    return {
      checks: [
        ...checksOf(arn, role, integration, settings),
        ...(foreign.length === 0 ? [] : [oursCheck('lineage', OURS, foreign, settings)]),
        ...(role !== undefined && tagOwnership(role.tags, settings) === 'foreign'
          ? [roleCheck('role-lineage', role, settings)]
          : []),
      ],
    };
  },

  async undo({ ports, settings, signal, log }) {
    for (const found of await integrationComment(ports.warehouse, signal)) {
      if (isOurs(found, settings))
        await ports.warehouse.execute(`DROP INTEGRATION IF EXISTS ${INTEGRATION}`, signal);
      else log(say(keptLine(found), settings.lang));
    }
    if (readsAsPerson(settings)) return;
    const role = await ports.identity.role(ROLE, signal);
    if (role !== undefined && roleIsOurs(role, settings)) await ports.identity.deleteRole(ROLE, signal);
  },

  hints: integrationHints,

  commands(settings) {
    if (readsAsPerson(settings)) return ownProfileCommands(settings);
    const inCloud = placeOf(settings, 'snowflake') === 'cloud';
    const tags = inCloud ? ` --tags "Key=${TAG},Value=${settings.lineage}"` : '';
    const account = settings.awsAccount;
    const root = (of: string) => `arn:aws:iam::${of}:root`;
    const shell = shellFor(settings);
    const trusted = root(account ?? shellVariable('ACCOUNT'));
    const first = documentArgument('confiance.json', trustPolicy(trusted, '0000'), shell);
    const rights = documentArgument('droits.json', rolePolicy(settings), shell);
    const last = documentArgument(
      'confiance.json',
      trustPolicy(shellVariable('STORAGE_AWS_IAM_USER_ARN'), shellVariable('STORAGE_AWS_EXTERNAL_ID')),
      shell,
    );
    return [
      {
        language: 'shell',
        title: {
          fr: 'A. Le rôle IAM et ses droits (dans la console : IAM > Rôles > Créer un rôle)',
          en: 'A. The IAM role and its rights (in the console: IAM > Roles > Create role)',
        },
        code: [
          ...(account === undefined
            ? [captured('ACCOUNT', 'aws sts get-caller-identity --query Account --output text', shell)]
            : []),
          ...first.before,
          `aws iam create-role --role-name ${ROLE} --assume-role-policy-document ${first.argument}${tags}`,
          ...rights.before,
          `aws iam put-role-policy --role-name ${ROLE} --policy-name ${POLICY} --policy-document ${rights.argument}`,
        ].join('\n'),
      },
      {
        language: 'sql',
        title:
          account === undefined
            ? {
                fr: "B. L'intégration, dans Snowflake (123456789012 : votre numéro de compte AWS)",
                en: 'B. The integration, in Snowflake (123456789012: your AWS account number)',
              }
            : { fr: "B. L'intégration, dans Snowflake", en: 'B. The integration, in Snowflake' },
        code: sqlScript('snowflake/create-storage-integration.sql', {
          roleArn: `arn:aws:iam::${account ?? '123456789012'}:role/${ROLE}`,
          bucket: settings.bucket,
          mark: inCloud ? ` [shopstream-lab:${settings.lineage}]` : '',
        }),
        file: 'sql/snowflake/create-storage-integration.sql',
      },
      {
        language: 'shell',
        title: {
          fr: 'C. La relation de confiance, avec les deux valeurs de DESC INTEGRATION',
          en: 'C. The trust relationship, with both values of DESC INTEGRATION',
        },
        code: [
          ...last.before,
          `aws iam update-assume-role-policy --role-name ${ROLE} --policy-document ${last.argument}`,
        ].join('\n'),
      },
    ];
  },
});

/** The sandbox's integration read a real bucket with the person's profile before; here both are in one place again. */
const PLAY_THE_ROLE = `ALTER STORAGE INTEGRATION ${INTEGRATION} UNSET SANDBOX_AWS_REGION`;

const OURS = {
  fr: "L'intégration est à ce TP",
  en: "The integration is this lab's",
};

/** Puts the lab's mark on an integration that was made without it. */
async function markIntegration(
  warehouse: Warehouse,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<void> {
  for (const found of await integrationComment(warehouse, signal))
    if (ownership(found.comment, settings) !== 'ours')
      await warehouse.execute(markStatement(found, settings), signal);
}

/** What an integration reads with. */
function named(integration: Integration | undefined): string | null {
  if (integration === undefined) return null;
  if (!integration.enabled) return 'ENABLED = FALSE';
  return integration.profile === undefined ? integration.roleArn : `AWS profile ${integration.profile}`;
}

/** What the three parts must have left. */
function checksOf(
  arn: string,
  role: IamRole | undefined,
  integration: Integration | undefined,
  settings: LabSettings,
): readonly Check[] {
  const allowed = actionsOf(role, settings);
  const trust = readTrust(role?.trustPolicy ?? {});
  return [
    expectEqual(
      'role',
      { fr: 'A. Rôle IAM', en: 'A. IAM role' },
      { expected: arn, actual: role?.arn ?? null, query: GET_ROLE, message: MESSAGES.role },
    ),
    expectThat(
      'role-policy',
      { fr: 'A. Droits du rôle sur raw/', en: 'A. Rights of the role on raw/' },
      missingActions(role, settings).length === 0,
      {
        expected: NEEDED_ACTIONS.join(', '),
        actual: allowed.length === 0 ? null : allowed.join(', '),
        query: `aws iam get-role-policy --role-name ${ROLE} --policy-name ${POLICY}`,
        message: MESSAGES.policy,
      },
    ),
    expectThat(
      'integration',
      { fr: "B. L'intégration désigne ce rôle", en: 'B. The integration names this role' },
      integration?.enabled === true && integration.roleArn === arn && integration.profile === undefined,
      {
        expected: arn,
        actual: named(integration),
        query: DESCRIBE,
        message: MESSAGES.integration,
      },
    ),
    expectThat(
      'allowed-locations',
      { fr: 'B. Emplacements autorisés', en: 'B. Allowed locations' },
      isOnly(integration?.locations ?? [], rawLocation(settings)),
      {
        expected: rawLocation(settings),
        actual: integration?.locations.join(', ') ?? null,
        query: DESCRIBE,
        message: MESSAGES.locations,
      },
    ),
    expectThat(
      'trust-principal',
      {
        fr: "C. Le rôle fait confiance à l'utilisateur de Snowflake",
        en: "C. The role trusts Snowflake's user",
      },
      integration !== undefined && isOnly(trust.principals, integration.userArn),
      {
        expected: integration?.userArn ?? 'STORAGE_AWS_IAM_USER_ARN',
        actual: trust.principals.join(', ') || null,
        query: GET_ROLE,
        message: MESSAGES.principal,
      },
    ),
    expectThat(
      'trust-external-id',
      { fr: "C. Identifiant externe de l'intégration", en: "C. The integration's external id" },
      integration !== undefined &&
        isOnly(trust.externalIds, integration.externalId) &&
        trust.unconditional === 0,
      {
        expected: integration?.externalId ?? 'STORAGE_AWS_EXTERNAL_ID',
        actual: trust.externalIds.join(', ') || null,
        query: GET_ROLE,
        message: MESSAGES.externalId,
      },
    ),
  ];
}

const MESSAGES = {
  role: {
    fr: `Le rôle ${ROLE} est absent : exécutez cette étape, ou créez-le dans la console IAM.`,
    en: `The role ${ROLE} is absent: run this step, or create it in the IAM console.`,
  },
  policy: {
    fr: `Les stratégies en ligne du rôle ne permettent pas de lister et de lire raw/, ou l'interdisent : exécutez cette étape, ou ajoutez la stratégie ${POLICY} et retirez toute interdiction (Deny).`,
    en: `The role's inline policies do not allow listing and reading raw/, or deny it: run this step, or add the policy ${POLICY} and remove every Deny.`,
  },
  integration: {
    fr: "L'intégration est absente, désactivée, ou désigne un autre rôle. Corrigez-la par ALTER STORAGE INTEGRATION ; la recréer changerait son identifiant externe.",
    en: 'The integration is absent, disabled, or names another role. Mend it with ALTER STORAGE INTEGRATION; making it anew would change its external id.',
  },
  locations: {
    fr: 'STORAGE_ALLOWED_LOCATIONS doit contenir cet emplacement, barre oblique finale comprise, et aucun autre : Snowflake ne doit pas lire plus que raw/. Exécutez cette étape pour corriger.',
    en: 'STORAGE_ALLOWED_LOCATIONS must hold this location, with its final slash, and no other: Snowflake must not read more than raw/. Run this step to correct it.',
  },
  principal: {
    fr: 'Reportez STORAGE_AWS_IAM_USER_ARN (DESC INTEGRATION) dans Principal de la relation de confiance, et personne d’autre : qui y figure peut jouer le rôle.',
    en: 'Copy STORAGE_AWS_IAM_USER_ARN (DESC INTEGRATION) into Principal of the trust relationship, and nobody else: whoever stands there may play the role.',
  },
  externalId: {
    fr: "Reportez STORAGE_AWS_EXTERNAL_ID (DESC INTEGRATION) dans la condition StringEquals sts:ExternalId, que chaque autorisation doit avoir. Il change à chaque CREATE OR REPLACE de l'intégration.",
    en: 'Copy STORAGE_AWS_EXTERNAL_ID (DESC INTEGRATION) into the condition StringEquals sts:ExternalId, which every permission must have. It changes with every CREATE OR REPLACE of the integration.',
  },
};
