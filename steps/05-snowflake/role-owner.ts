import {
  type Check,
  expectThat,
  type LabSettings,
  mayTouch,
  placeOf,
  TAG,
  tagOwnership,
} from '../../src/lab/lab.ts';
import type { IamRole } from '../../src/ports/identity.ts';
import { ROLE } from './objects.ts';

/** Whether the lab may change or delete the role. */
export function roleIsOurs(role: IamRole, settings: LabSettings): boolean {
  return mayTouch(tagOwnership(role.tags, settings), placeOf(settings, 'aws'));
}

/** The same as a check, with the way out. */
export function roleCheck(id: string, role: IamRole, settings: LabSettings): Check {
  const ours = roleIsOurs(role, settings);
  const adopt = `aws iam tag-role --role-name ${ROLE} --tags "Key=${TAG},Value=${settings.lineage}"`;
  return expectThat(id, { fr: 'Le rôle IAM est à ce TP', en: "The IAM role is this lab's" }, ours, {
    expected: true,
    actual: ours,
    query: `aws iam list-role-tags --role-name ${ROLE}`,
    message: {
      fr: `Le rôle ${ROLE} ne porte pas la marque de ce TP, qui n'y touche donc pas. Il est à vous, pour ce TP ? Adoptez-le : ${adopt} — Sinon, gardez-le sous un autre nom dans IAM, ou supprimez-le : aws iam delete-role --role-name ${ROLE}`,
      en: `The role ${ROLE} does not carry this lab's mark, so the lab does not touch it. Is it yours, for this lab? Adopt it: ${adopt} — Otherwise keep it in IAM under another name, or delete it: aws iam delete-role --role-name ${ROLE}`,
    },
  });
}
