import type { Text } from '../../src/i18n/text.ts';
import { type Check, expectThat, type LabSettings, type Ownership, TAG } from '../../src/lab/lab.ts';

/** An object of AWS that carries tags, and how a person tags it. */
export interface Tagged {
  /** What it is, in a few words. */
  readonly what: Text;
  readonly name: string;
  /** The command that adopts it. */
  readonly adopt: string;
  /** How to leave it alone and go on. */
  readonly instead: Text;
}

/** The command that puts the lab's tag on a bucket. */
export function tagBucketCommand(bucket: string, settings: LabSettings): string {
  return `aws s3api put-bucket-tagging --bucket ${bucket} --tagging "TagSet=[{Key=${TAG},Value=${settings.lineage}}]"`;
}

/** The lab's tag as the CLI's `--tags` takes it. */
export function tagOption(settings: LabSettings): string {
  // PowerShell would make a list of what stands around a bare comma.
  return `--tags "Key=${TAG},Value=${settings.lineage}"`;
}

/** Whether the lab may work on something of that name. */
export function oursCheck(id: string, owner: Ownership | 'absent', mayTouch: boolean, of: Tagged): Check {
  const { what, name, adopt, instead } = of;
  return expectThat(
    id,
    { fr: `${what.fr} n'est à personne d'autre`, en: `${what.en} is nobody else's` },
    mayTouch,
    { expected: true, actual: mayTouch, message: refused(owner, name, adopt, instead) },
  );
}

function refused(owner: Ownership | 'absent', name: string, adopt: string, instead: Text): Text {
  const whose: Text =
    owner === 'foreign'
      ? {
          fr: "porte la marque d'un autre TP (un autre ordinateur, ou un dossier --home effacé depuis)",
          en: 'carries the mark of another lab (another computer, or a --home that was deleted since)',
        }
      : { fr: 'existait avant le TP, sans sa marque', en: 'was there before the lab, without its mark' };
  return {
    fr: `${name} ${whose.fr} : le TP n'y touche pas. Il est bien à vous et pour ce TP ? Adoptez-le : ${adopt} — Sinon, ${instead.fr}`,
    en: `${name} ${whose.en}: the lab does not touch it. Is it yours, and for this lab? Adopt it: ${adopt} — Otherwise, ${instead.en}`,
  };
}
