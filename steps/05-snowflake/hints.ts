import type { Text } from '../../src/i18n/text.ts';
import { type Check, failed, type HintContext } from '../../src/lab/lab.ts';

/** Why Snowflake cannot play the role: something absent, or a trust that names another identity. */
export function integrationHints(seen: HintContext): readonly Text[] {
  const integration = failed(seen, 'integration');
  const externalId = failed(seen, 'trust-external-id');
  const principal = failed(seen, 'trust-principal');
  if (failed(seen, 'role')?.actual === null && integration !== undefined) return [NOTHING_YET];
  if (failed(seen, 'role')?.actual === null) return [NO_ROLE];
  if (integration?.actual === null) return [NO_INTEGRATION];
  const causes: Text[] = [];
  if (externalId !== undefined && principal === undefined) causes.push(otherExternalId(externalId));
  else if (principal !== undefined) causes.push(provisional(principal));
  if (integration !== undefined) causes.push(OTHER_ROLE);
  if (failed(seen, 'role-policy') !== undefined) causes.push(NO_RIGHTS);
  if (failed(seen, 'allowed-locations') !== undefined) causes.push(OTHER_PLACE);
  return causes;
}

/** Why a loaded table is not like its source: empty, doubled, an older export, or changed since. */
export function stagingHints(seen: HintContext): readonly Text[] {
  const rows = seen.checks.filter(({ id, verdict }) => id.endsWith('-rows') && verdict === 'failed');
  const has = (holds: (check: Check) => boolean) => rows.some(holds);
  const causes: Text[] = [];
  if (has(({ actual }) => actual === null)) causes.push(NO_TABLE);
  if (has(isDoubled)) causes.push(DOUBLED);
  if (has(({ actual }) => actual === 0)) causes.push(EMPTY);
  if (has(check => !isDoubled(check) && isOther(check))) causes.push(OTHER_COUNT);
  if (
    rows.length === 0 &&
    seen.checks.some(({ id, verdict }) => id.endsWith('-checksum') && verdict === 'failed')
  )
    causes.push(OTHER_VALUES);
  return causes;
}

function isDoubled({ expected, actual }: Check): boolean {
  return (
    typeof expected === 'number' &&
    typeof actual === 'number' &&
    expected > 0 &&
    actual > expected &&
    actual % expected === 0
  );
}

function isOther({ actual }: Check): boolean {
  return typeof actual === 'number' && actual > 0;
}

const NOTHING_YET: Text = {
  fr: "Rien n'est encore là : l'ordre compte. A, le rôle IAM ; B, l'intégration qui le nomme ; C, la confiance, avec les deux valeurs que DESC INTEGRATION montre seulement après B.",
  en: 'Nothing is there yet: the order matters. A, the IAM role; B, the integration that names it; C, the trust, with the two values that DESC INTEGRATION shows only after B.',
};
const NO_ROLE: Text = {
  fr: "L'intégration nomme un rôle qui n'existe pas (ou plus) dans ce compte AWS : recréez-le sous le même nom, puis refaites C.",
  en: 'The integration names a role that does not exist (any more) in this AWS account: make it again under the same name, then do C again.',
};
const NO_INTEGRATION: Text = {
  fr: "Le rôle est prêt, l'intégration manque : B. CREATE STORAGE INTEGRATION demande ACCOUNTADMIN, ou un rôle qui a CREATE INTEGRATION.",
  en: 'The role is ready, the integration is missing: B. CREATE STORAGE INTEGRATION takes ACCOUNTADMIN, or a role that has CREATE INTEGRATION.',
};
const OTHER_ROLE: Text = {
  fr: "L'intégration est arrêtée (ENABLED = FALSE) ou nomme un autre rôle : corrigez-la par ALTER STORAGE INTEGRATION, sans la remplacer.",
  en: 'The integration is off (ENABLED = FALSE) or names another role: correct it with ALTER STORAGE INTEGRATION, without replacing it.',
};
const NO_RIGHTS: Text = {
  fr: 'Snowflake peut prendre le rôle, mais le rôle ne peut pas lire : sa stratégie doit permettre s3:ListBucket sur le bucket et s3:GetObject sur raw/*, sans Deny.',
  en: 'Snowflake may play the role, but the role cannot read: its policy must allow s3:ListBucket on the bucket and s3:GetObject on raw/*, without a Deny.',
};
const OTHER_PLACE: Text = {
  fr: "STORAGE_ALLOWED_LOCATIONS n'est pas votre dossier raw/ : le nom du bucket, ou la barre oblique finale.",
  en: 'STORAGE_ALLOWED_LOCATIONS is not your folder raw/: the name of the bucket, or the slash at its end.',
};
const NO_TABLE: Text = {
  fr: 'Une table de STAGING manque : elle a été supprimée, ou un schéma a été recréé (CREATE OR REPLACE emporte ce qu’il contient).',
  en: 'A table of STAGING is missing: it was dropped, or a schema was made again (CREATE OR REPLACE takes along what it holds).',
};
const DOUBLED: Text = {
  fr: "Les lignes y sont deux fois ou plus : COPY a lu plusieurs exports (le dossier entier au lieu de celui du jour), ou FORCE = TRUE a relu les mêmes fichiers. TRUNCATE, puis COPY d'une seule date.",
  en: 'The rows are there twice or more: COPY read several exports (the whole folder instead of the day’s), or FORCE = TRUE read the same files again. TRUNCATE, then COPY of one date alone.',
};
const EMPTY: Text = {
  fr: "Une table est vide. Si COPY a répondu « 0 files processed », Snowflake croit ces fichiers déjà chargés : après un DELETE, il s'en souvient ; après un TRUNCATE, non.",
  en: 'A table is empty. If COPY answered "0 files processed", Snowflake takes these files for loaded: after a DELETE it remembers them; after a TRUNCATE it does not.',
};
const OTHER_COUNT: Text = {
  fr: "Le nombre de lignes n'est pas celui de la source : l'export chargé est plus ancien que les données, ou des lignes ont été ôtées depuis. Comparez s3 et postgres sur la ligne de lignée.",
  en: 'The number of rows is not the source’s: the export that was loaded is older than the data, or rows were taken away since. Compare s3 and postgres on the lineage line.',
};
const OTHER_VALUES: Text = {
  fr: 'Autant de lignes, mais pas les mêmes valeurs : les données ont été générées de nouveau après l’export, ou un format de fichier (date, guillemets) les a changées.',
  en: 'As many rows, but not the same values: the data were generated again after the export, or a file format (dates, quotes) changed them.',
};

function provisional({ actual }: Check): Text {
  return {
    fr: `La confiance du rôle nomme ${String(actual ?? 'personne')} et non l'utilisateur de Snowflake : c'est la valeur provisoire de A, que C devait remplacer par STORAGE_AWS_IAM_USER_ARN.`,
    en: `The role's trust names ${String(actual ?? 'nobody')} and not Snowflake's user: that is the provisional value of A, which C was to replace by STORAGE_AWS_IAM_USER_ARN.`,
  };
}

function otherExternalId({ expected, actual }: Check): Text {
  return {
    fr: `L'identifiant externe de la relation de confiance n'est pas celui de l'intégration (attendu ${String(expected)}, trouvé ${String(actual ?? 'rien')}). L'intégration a sans doute été recréée : CREATE OR REPLACE en tire un nouveau et rompt la confiance.`,
    en: `The external id of the trust is not the integration's (expected ${String(expected)}, found ${String(actual ?? 'nothing')}). The integration was probably made again: CREATE OR REPLACE draws a new one and breaks the trust.`,
  };
}
