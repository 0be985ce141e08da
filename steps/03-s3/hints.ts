import type { Text } from '../../src/i18n/text.ts';
import { failed, type HintContext, placeOf } from '../../src/lab/lab.ts';

/** Why the bucket is not as it should be: somebody else's, in another region, absent, or open. */
export function bucketHints(seen: HintContext): readonly Text[] {
  const { bucket, region } = seen.settings;
  const elsewhere = failed(seen, 'region-free') ?? failed(seen, 'region');
  if (failed(seen, 'name-free') !== undefined || seen.problem?.code === 'BucketAlreadyExists') {
    const regional = placeOf(seen.settings, 'aws') === 'cloud' ? REGIONAL : { fr: '', en: '' };
    return [
      {
        fr: `Le nom ${bucket} est pris par un autre compte AWS : les noms de buckets sont uniques au monde. Donnez-vous un autre nom (« shopstream config set student prenom-nom ») ; celui du bucket en découle.${regional.fr}`,
        en: `The name ${bucket} is taken by another AWS account: names of buckets are unique in the world. Give yourself another name ("shopstream config set student first-last"); that of the bucket follows from it.${regional.en}`,
      },
    ];
  }
  if (elsewhere !== undefined && elsewhere.actual !== null) {
    return [
      {
        fr: `Le bucket existe, mais dans ${String(elsewhere.actual)} : la région de la console, en haut à droite, n'était pas ${region}. Une région ne se change pas : supprimez ce bucket, attendez que son nom se libère, recréez-le avec --region ${region}.`,
        en: `The bucket exists, but in ${String(elsewhere.actual)}: the console's region, at its top right, was not ${region}. A region cannot be changed: delete this bucket, wait until its name is free, make it again with --region ${region}.`,
      },
    ];
  }
  if (absent(seen)) {
    return [
      {
        fr: `Il n'y a pas de bucket ${bucket} dans ce compte. Si vous venez de le créer, comparez son nom lettre à lettre, et le compte : « aws sts get-caller-identity ».`,
        en: `There is no bucket ${bucket} in this account. If you have just made it, compare its name letter by letter, and the account: "aws sts get-caller-identity".`,
      },
    ];
  }
  if (failed(seen, 'public-access-block') !== undefined || failed(seen, 'public-policy') !== undefined) {
    return [
      {
        fr: 'Le bucket est là, mais pas fermé : dans la console, onglet Autorisations, les quatre cases de « Bloquer l’accès public » doivent être cochées, et aucune stratégie ne doit nommer « * ».',
        en: 'The bucket is there, but not closed: in the console, tab Permissions, all four boxes of "Block public access" must be ticked, and no policy may name "*".',
      },
    ];
  }
  return [];
}

const REGIONAL: Text = {
  fr: ' Ou prenez un nom que personne ne peut avoir : « shopstream config set aws.bucket regional ».',
  en: ' Or take a name that nobody can have: "shopstream config set aws.bucket regional".',
};

/** Every check of the bucket failed with nothing found. */
function absent({ checks }: HintContext): boolean {
  const wrong = checks.filter(({ verdict }) => verdict === 'failed');
  return wrong.length > 0 && wrong.every(({ actual }) => actual === null || actual === false);
}
