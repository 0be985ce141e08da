import type { Problem } from '../../engine/events.ts';
import type { Holder } from '../../engine/lock.ts';
import { formatDuration, formatNumber, type Text, text } from '../../i18n/text.ts';

/** What a sitting says by itself: how something ended, why a key does nothing. */
export const said = {
  done: (ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `Fait et vérifié en ${formatDuration(ms, lang)}.`
        : `Done and verified in ${formatDuration(ms, lang)}.`,
    ),
  heldAlready: {
    fr: "Cette étape était déjà en ordre : rien n'a été exécuté.",
    en: 'This step held already: nothing was executed.',
  },
  ranAll: (executed: number, ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `${executed} étape${executed > 1 ? 's' : ''} exécutée${executed > 1 ? 's' : ''} en ${formatDuration(ms, lang)}.`
        : `${executed} step${executed > 1 ? 's' : ''} executed in ${formatDuration(ms, lang)}.`,
    ),
  ranToTheEnd: (executed: number, ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `${executed} étape${executed > 1 ? 's' : ''} exécutée${executed > 1 ? 's' : ''} en ${formatDuration(ms, lang)} : tout le TP est fait.`
        : `${executed} step${executed > 1 ? 's' : ''} executed in ${formatDuration(ms, lang)}: the whole lab is done.`,
    ),
  stoppedAt: (title: Text): Text =>
    text(lang =>
      lang === 'fr'
        ? `Arrêt à « ${title.fr} » : voyez la cause ci-dessus.`
        : `Stopped at “${title.en}”: see the cause above.`,
    ),
  stopped: { fr: 'Interrompu. Ce qui était fait reste fait.', en: 'Interrupted. What was done stays done.' },
  holds: (ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `Vérifié en ${formatDuration(ms, lang)} : tout est en ordre.`
        : `Verified in ${formatDuration(ms, lang)}: all is well.`,
    ),
  holdsNot: {
    fr: 'Vérifié : quelque chose manque ou diffère.',
    en: 'Verified: something is missing or differs.',
  },
  holdsUnknown: { fr: "La vérification n'a pas pu conclure.", en: 'The verification could not conclude.' },
  verifiedAll: (passed: number, of: number, ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `${of} étapes vérifiées en ${formatDuration(ms, lang)} : ${passed} en ordre.`
        : `${of} steps verified in ${formatDuration(ms, lang)}: ${passed} hold.`,
    ),
  welcome: (n: number, ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `Bon retour. ${n} étape${n > 1 ? 's' : ''} revérifiée${n > 1 ? 's' : ''} en ${formatDuration(ms, lang)}, rien n'a changé.`
        : `Welcome back. ${n} step${n > 1 ? 's' : ''} verified again in ${formatDuration(ms, lang)}, nothing has changed.`,
    ),
  welcomeChanged: (n: number, ms: number, changed: readonly Text[]): Text =>
    text(lang => {
      const names = changed.map(title => (lang === 'fr' ? `« ${title.fr} »` : `“${title.en}”`)).join(', ');
      return lang === 'fr'
        ? `Bon retour. ${n} étapes revérifiées en ${formatDuration(ms, lang)} ; ${changed.length} ${changed.length > 1 ? 'ont' : 'a'} changé depuis : ${names}.`
        : `Welcome back. ${n} steps verified again in ${formatDuration(ms, lang)}; ${changed.length} changed since: ${names}.`;
    }),
  welcomeSilent: (n: number, problem: Problem): Text =>
    text(lang =>
      lang === 'fr'
        ? `Bon retour. ${n} étape${n > 1 ? 's' : ''} déjà faite${n > 1 ? 's' : ''} n'${n > 1 ? 'ont' : 'a'} pas pu être revérifiée${n > 1 ? 's' : ''}. ${problem.text.fr}`
        : `Welcome back. ${n} step${n > 1 ? 's' : ''} done before could not be verified again. ${problem.text.en}`,
    ),
  journalLost: {
    fr: 'Les vrais systèmes contiennent un travail que ce journal ne connaît pas. i reconstruit la progression.',
    en: 'The real systems hold work that this journal knows nothing of. i rebuilds the progress.',
  },
  fixed: (n: number, ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `Réparé en ${formatDuration(ms, lang)} : ${n} étape${n > 1 ? 's' : ''} exécutée${n > 1 ? 's' : ''}, tout est en ordre.`
        : `Mended in ${formatDuration(ms, lang)}: ${n} step${n > 1 ? 's' : ''} executed, all is well.`,
    ),
  notFixed: (title: Text): Text =>
    text(lang =>
      lang === 'fr'
        ? `« ${title.fr} » n'est pas encore en ordre : voyez ce qui reste ci-dessus.`
        : `“${title.en}” is not right yet: see above what remains.`,
    ),
  skipped: {
    fr: "Étape passée. Entrée l'exécutera quand vous voudrez.",
    en: 'Step skipped. Enter will execute it whenever you like.',
  },
  reset: {
    fr: 'Réinitialisé : ce que cette étape avait fait est supprimé.',
    en: 'Reset: what this step had made is gone.',
  },
  failedToStart: (problem: Problem): Text =>
    text(lang => [problem.text[lang], problem.advice?.[lang] ?? ''].filter(part => part !== '').join(' ')),
  pasted: (length: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `${formatNumber(length, lang)} caractères collés ont été ignorés : ici, chaque touche est une commande.`
        : `${formatNumber(length, lang)} pasted characters were ignored: here every key is a command.`,
    ),
  copied: (title: Text, at: number, of: number): Text =>
    text(lang => {
      const place = of > 1 ? ` (${at}/${of})` : '';
      const more = at < of ? (lang === 'fr' ? ' c : la suivante.' : ' c: the next one.') : '';
      return lang === 'fr' ? `Copié${place} : ${title.fr}.${more}` : `Copied${place}: ${title.en}.${more}`;
    }),
  notCopied: (sheet: string | undefined): Text =>
    text(lang => {
      const where =
        sheet === undefined ? '' : lang === 'fr' ? ` Elle est dans ${sheet}.` : ` It is in ${sheet}.`;
      return lang === 'fr'
        ? `Ce terminal ne peut pas recevoir cette commande dans son presse-papiers.${where}`
        : `This terminal cannot take this command to its clipboard.${where}`;
    }),
  holdsByHand: {
    fr: "Le vrai système est déjà comme il faut : l'étape est notée comme faite.",
    en: 'The real system is already as it should be: the step is noted as done.',
  },
  recognized: {
    fr: 'Reconnu sur le vrai système : cette étape est faite, par vous.',
    en: 'Recognised on the real system: this step is done, by you.',
  },
  justEnded: {
    fr: "Touche ignorée : l'étape venait de se terminer. Appuyez de nouveau.",
    en: 'Key ignored: the step had only just ended. Press it again.',
  },
} as const;

/** Why a key can do nothing now. */
export const why = {
  busy: (title: Text | undefined): Text =>
    text(lang => {
      if (title === undefined)
        return lang === 'fr'
          ? "Une vérification est en cours : Ctrl-C l'arrête."
          : 'A verification is going on: Ctrl-C stops it.';
      return lang === 'fr'
        ? `« ${title.fr} » est en cours : attendez la fin, ou Ctrl-C pour l'arrêter.`
        : `“${title.en}” is going on: wait for its end, or stop it with Ctrl-C.`;
    }),
  readOnly: (holder: Holder): Text =>
    text(lang => {
      const what =
        holder.command === '' ? '' : lang === 'fr' ? ` (${holder.command})` : ` (${holder.command})`;
      if (lang === 'fr')
        return `Lecture seule : le processus ${holder.pid}${what} tient ce TP. Fermez-le, puis rouvrez celui-ci.`;
      return `Read-only: process ${holder.pid}${what} holds this lab. Close it, then open this one again.`;
    }),
  noStep: {
    fr: "Cette page n'est pas une étape : n mène à la suivante.",
    en: 'This page is not a step: n leads to the next.',
  },
  notAStep: {
    fr: 'Un chapitre est choisi : choisissez une étape.',
    en: 'A chapter is chosen: choose a step.',
  },
  noQuestions: {
    fr: "Ce chapitre n'a pas de questions.",
    en: 'This chapter has no questions.',
  },
  answered: {
    fr: 'Vous avez déjà trouvé : n mène à la question suivante.',
    en: 'You have found it already: n leads to the next question.',
  },
  lastQuestion: {
    fr: "C'est la dernière question de ce chapitre : Échap revient à la page.",
    en: 'This is the last question of this chapter: Esc leads back to the page.',
  },
  firstQuestion: {
    fr: "C'est la première question de ce chapitre.",
    en: 'This is the first question of this chapter.',
  },
  lastPlace: { fr: "C'est la dernière page du TP.", en: 'This is the last page of the lab.' },
  firstPlace: { fr: "C'est la première page du TP.", en: 'This is the first page of the lab.' },
  allDone: {
    fr: 'Rien à exécuter : toutes les étapes sont faites.',
    en: 'Nothing to execute: every step is done.',
  },
  nothingToSkip: { fr: 'Rien à passer : cette étape est faite.', en: 'Nothing to skip: this step is done.' },
  skippedAlready: { fr: 'Cette étape est déjà passée.', en: 'This step is skipped already.' },
  nothingToReset: {
    fr: "Rien à réinitialiser : cette étape n'a encore rien fait.",
    en: 'Nothing to reset: this step has made nothing yet.',
  },
  noPane: { fr: "Cette page n'a qu'un seul volet.", en: 'This page has a single pane.' },
  allVisible: { fr: "Tout est déjà à l'écran.", en: 'All of it is on the screen already.' },
  atTop: { fr: 'Début de la page.', en: 'Top of the page.' },
  atEnd: { fr: 'Fin de la page.', en: 'End of the page.' },
  noDetails: {
    fr: 'Pas de détails ici : ils accompagnent une vérification.',
    en: 'No details here: they come with a verification.',
  },
  nothingRuns: { fr: "Rien n'est en cours.", en: 'Nothing is going on.' },
  otherScreen: {
    fr: 'Cette touche sert sur une étape : Échap y ramène.',
    en: 'This key is for a step: Esc leads back there.',
  },
  noHintNeeded: {
    fr: "Pas besoin d'indice : cette étape est faite.",
    en: 'No hint needed: this step is done.',
  },
  nothingToFix: {
    fr: "Rien à réparer : rien n'a été vu ici qui ne soit pas en ordre. v vérifie.",
    en: 'Nothing to mend: nothing was seen here that is not right. v verifies.',
  },
  fixIsYours: {
    fr: 'Le TP ne peut pas réparer cela lui-même : suivez le conseil de la vérification, puis v.',
    en: 'The lab cannot mend this by itself: follow the advice of the verification, then v.',
  },
  nothingChanged: {
    fr: "Rien à réparer : rien n'a changé depuis.",
    en: 'Nothing to mend: nothing has changed since.',
  },
  nothingToRebuild: {
    fr: 'Rien à reconstruire : ce journal est bien celui de ce TP.',
    en: 'Nothing to rebuild: this journal is that of this lab.',
  },
  noReport: { fr: "Le rapport ne peut pas être écrit d'ici.", en: 'The report cannot be written from here.' },
  noSettings: {
    fr: "Les réglages ne peuvent pas être lus d'ici.",
    en: 'The settings cannot be read from here.',
  },
  notByHand: {
    fr: "D'abord m, pour faire l'étape vous-même : c copie alors ses commandes.",
    en: 'First m, to do the step yourself: c then copies its commands.',
  },
  unknownKey: {
    fr: "Cette touche n'a pas d'effet : ? montre celles qui en ont.",
    en: 'This key does nothing: ? shows those that do.',
  },
} as const;

/** What the dialogs ask. */
export const ask = {
  skipTitle: (title: Text): Text =>
    text(lang => (lang === 'fr' ? `Passer « ${title.fr} »` : `Skip “${title.en}”`)),
  skipReason: { fr: 'Pour quelle raison ? ', en: 'For what reason? ' },
  skipNeedsReason: {
    fr: 'Une raison est nécessaire : elle figurera dans votre suivi.',
    en: 'A reason is needed: it is kept with your progress.',
  },
  resetTitle: (title: Text): Text =>
    text(lang => (lang === 'fr' ? `Réinitialiser « ${title.fr} » ?` : `Reset “${title.en}”?`)),
  resetDrops: (labels: readonly Text[]): Text =>
    text(lang => {
      const list = labels.map(label => label[lang]).join(', ');
      return lang === 'fr'
        ? `Sera supprimé ce que cette étape a fait : ${list}.`
        : `What this step made will be dropped: ${list}.`;
    }),
  resetDropsAll: {
    fr: 'Sera supprimé tout ce que cette étape a fait, et cela seulement.',
    en: 'All that this step made will be dropped, and only that.',
  },
  resetDropsNothing: {
    fr: 'Cette étape ne supprime rien : elle redevient simplement à faire.',
    en: 'This step drops nothing: it simply becomes to do again.',
  },
  resetStale: (titles: readonly Text[]): Text =>
    text(lang => {
      const list = titles.map(title => (lang === 'fr' ? `« ${title.fr} »` : `“${title.en}”`)).join(', ');
      return lang === 'fr'
        ? `Deviendront à revérifier : ${list}.`
        : `Will have to be checked again: ${list}.`;
    }),
  redoTitle: (title: Text): Text =>
    text(lang =>
      lang === 'fr' ? `Défaire « ${title.fr} », puis la refaire ?` : `Undo “${title.en}”, then do it again?`,
    ),
  assistTitle: (title: Text): Text =>
    text(lang => (lang === 'fr' ? `Faire « ${title.fr} » pour vous ?` : `Do “${title.en}” for you?`)),
  assistNote: {
    fr: "Votre suivi le dira : l'étape y sera notée « avec aide ».",
    en: 'Your progress will say so: the step is noted there as “assisted”.',
  },
  quitTitle: (title: Text | undefined): Text =>
    text(lang => {
      if (title === undefined)
        return lang === 'fr' ? 'Arrêter la vérification et quitter ?' : 'Stop the verification and quit?';
      return lang === 'fr' ? `Interrompre « ${title.fr} » et quitter ?` : `Interrupt “${title.en}” and quit?`;
    }),
  quitNote: {
    fr: "Ce qui est fait reste fait ; l'étape reprendra où elle en est.",
    en: 'What is done stays done; the step will go on from where it is.',
  },
  yes: { fr: 'oui', en: 'yes' },
  no: { fr: 'non', en: 'no' },
  accept: { fr: 'valider', en: 'accept' },
  cancel: { fr: 'annuler', en: 'cancel' },
} as const;
