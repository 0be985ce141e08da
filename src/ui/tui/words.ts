import { formatDuration, formatNumber, type Lang, type Text, text } from '../../i18n/text.ts';

/**
 * The words of the interface, apart from the keys' (see `keys/`), states' and verdicts' (see `ui/glyphs.ts`), and from what
 * it says in whole sentences (see `sentences.ts`).
 */
export const words = {
  product: { fr: 'ShopStream Lab', en: 'ShopStream Lab' },
  chapter: { fr: 'Chapitre', en: 'Chapter' },
  step: { fr: 'étape', en: 'step' },
  opening: { fr: 'ouverture', en: 'opening' },
  recap: { fr: 'récapitulatif', en: 'recap' },
  nextToDo: { fr: 'la suivante à faire', en: 'the next to do' },
  optional: { fr: 'facultative', en: 'optional' },
  map: { fr: 'Carte du TP', en: 'Map of the lab' },
  help: { fr: 'Aide', en: 'Help' },
  panes: {
    lesson: { fr: 'Leçon', en: 'Lesson' },
    commands: { fr: 'Commandes', en: 'Commands' },
    log: { fr: 'Journal', en: 'Log' },
    verification: { fr: 'Vérification', en: 'Verification' },
  },
  shortPanes: {
    lesson: { fr: 'Leçon', en: 'Lesson' },
    commands: { fr: 'Cmdes', en: 'Cmds' },
    log: { fr: 'Journal', en: 'Log' },
    verification: { fr: 'Vérif.', en: 'Verif.' },
  },
  readOnly: { fr: 'lecture seule', en: 'read-only' },
  handout: (section: string): Text =>
    text(lang => (lang === 'fr' ? `énoncé § ${section}` : `handout § ${section}`)),

  helpKeys: { fr: 'Les touches', en: 'The keys' },
  helpStates: { fr: "Les états d'une étape", en: 'The states of a step' },
  helpFiles: { fr: 'Où sont les choses', en: 'Where things are' },
  workspace: { fr: 'Vos fichiers :', en: 'Your files:' },
  logs: { fr: 'Journaux du programme :', en: 'Logs of the program:' },
  stateMeans: {
    pending: { fr: "elle n'a pas encore été exécutée", en: 'it has not been executed yet' },
    running: { fr: "elle s'exécute", en: 'it is executing' },
    executed: { fr: 'elle a été exécutée, pas encore vérifiée', en: 'it was executed, not verified yet' },
    verified: { fr: "sa vérification est d'accord", en: 'its verification agrees' },
    failed: {
      fr: "sa vérification n'est pas d'accord, ou l'action a échoué",
      en: 'its verification disagrees, or its action failed',
    },
    blocked: { fr: "un prérequis n'est pas en ordre", en: 'a prerequisite does not hold' },
    interrupted: { fr: 'elle a été arrêtée en chemin', en: 'it was stopped on its way' },
    stale: { fr: 'une étape dont elle dépend a été défaite', en: 'a step that it stands on was undone' },
    drifted: { fr: "elle était faite, et ne l'est plus", en: 'it was done, and no longer is' },
    skipped: { fr: "vous l'avez mise de côté", en: 'you put it aside' },
  },

  noLesson: {
    fr: "La leçon de cette étape n'a pas été trouvée parmi les fichiers du programme.",
    en: 'The lesson of this step was not found among the files of the program.',
  },
  noCommands: {
    fr: "Rien à taper pour cette étape : le TP l'exécute lui-même.",
    en: 'Nothing to type for this step: the lab does it by itself.',
  },
  noLog: {
    fr: "Rien n'a encore été exécuté ici pendant cette séance.",
    en: 'Nothing has been executed here in this sitting yet.',
  },
  logCut: (lines: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `Les ${formatNumber(lines, lang)} lignes précédentes ne sont plus gardées.`
        : `The ${formatNumber(lines, lang)} lines before are no longer kept.`,
    ),

  notVerified: {
    fr: "Cette étape n'a pas encore été vérifiée.",
    en: 'This step has not been verified yet.',
  },
  notVerifiedAdvice: {
    fr: "Entrée l'exécute puis la vérifie ; v vérifie sans rien exécuter, si vous l'avez faite vous-même.",
    en: 'Enter executes and then verifies it; v verifies without executing anything, if you did it yourself.',
  },
  prerequisites: { fr: 'Avant de commencer', en: 'Before it starts' },
  prerequisitesHold: (n: number): Text =>
    text(lang =>
      lang === 'fr'
        ? n === 1
          ? 'Le prérequis est en ordre.'
          : `Les ${n} prérequis sont en ordre.`
        : n === 1
          ? 'The prerequisite holds.'
          : `All ${n} prerequisites hold.`,
    ),
  verification: { fr: 'Vérification', en: 'Verification' },
  columns: {
    check: { fr: 'ce qui est vérifié', en: 'what is checked' },
    expected: { fr: 'attendu', en: 'expected' },
    actual: { fr: 'obtenu', en: 'actual' },
    verdict: { fr: 'verdict', en: 'verdict' },
  },
  here: { fr: 'ici', en: 'here' },
  colon: { fr: '\u00a0:', en: ':' },
  nothing: { fr: 'rien', en: 'nothing' },
  yes: { fr: 'oui', en: 'yes' },
  no: { fr: 'non', en: 'no' },
  moreColumns: (n: number): Text =>
    text(lang =>
      lang === 'fr' ? `+ ${n} colonne${n > 1 ? 's' : ''} : d` : `+ ${n} column${n > 1 ? 's' : ''}: d`,
    ),
  noRows: { fr: '(aucune ligne)', en: '(no row)' },
  unknownCause: {
    fr: "La cause n'est pas de celles que le TP connaît. La touche ? dit où lire ses journaux.",
    en: 'The cause is not one that the lab knows. The key ? tells where to read its logs.',
  },
  rawMessage: { fr: "Message d'origine", en: 'Original message' },
  pressDetails: {
    fr: "d : message d'origine et requêtes",
    en: 'd: original message and queries',
  },
  skippedBecause: (reason: string): Text =>
    text(lang => (lang === 'fr' ? `Étape passée. Raison : ${reason}` : `Step skipped. Reason: ${reason}`)),
  staleNote: {
    fr: 'Une étape dont celle-ci dépend a été défaite depuis : exécutez-la de nouveau.',
    en: 'A step that this one stands on was undone since: execute it again.',
  },
  driftedNote: {
    fr: "Cette étape était faite ; ce qu'elle avait mis en place a changé depuis. Entrée la répare.",
    en: 'This step was done; what it had made has changed since. Enter fixes it.',
  },
  interruptedNote: {
    fr: "Cette étape a été interrompue. Entrée la reprend : ce qui est déjà fait n'est pas refait.",
    en: 'This step was interrupted. Enter takes it up again: what is done already is not done twice.',
  },
  executedNote: {
    fr: 'Cette étape a été exécutée, pas encore vérifiée. v la vérifie.',
    en: 'This step was executed, not verified yet. v verifies it.',
  },
  stepsDone: (done: number, total: number, ms: number): Text =>
    text(lang => {
      const spent = ms === 0 ? '' : ` · ${formatDuration(ms, lang)}`;
      return lang === 'fr'
        ? `${done} étape${done > 1 ? 's' : ''} faite${done > 1 ? 's' : ''} sur ${total}${spent}`
        : `${done} of ${total} steps done${spent}`;
    }),
  checksPassed: (passed: number, total: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `${passed} vérification${passed > 1 ? 's' : ''} sur ${total}`
        : `${passed} of ${total} check${total > 1 ? 's' : ''}`,
    ),
  rate: (units: number): Text => text(lang => `${formatNumber(Math.round(units), lang)}/s`),

  doing: {
    checking: { fr: "examen de l'existant", en: 'looking at what is there' },
    prerequisites: { fr: 'prérequis', en: 'prerequisites' },
    executing: { fr: 'exécution', en: 'executing' },
    verifying: { fr: 'vérification', en: 'verifying' },
    undoing: { fr: 'annulation', en: 'undoing' },
  },
  verifying: (n: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `vérification de ${n} étape${n > 1 ? 's' : ''}`
        : `verifying ${n} step${n > 1 ? 's' : ''}`,
    ),
  inspecting: (n: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `inspection de ${n} étape${n > 1 ? 's' : ''} sur les vrais systèmes`
        : `inspecting ${n} step${n > 1 ? 's' : ''} on the real systems`,
    ),
  stopping: { fr: 'arrêt en cours…', en: 'stopping…' },
  stopKey: { fr: '^C arrêter', en: '^C stop' },

  hint: {
    title: (level: number, of: number): Text =>
      text(lang => (lang === 'fr' ? `Indice ${level} sur ${of}` : `Hint ${level} of ${of}`)),
    noCause: {
      fr: 'Aucune cause connue : comparez attendu et obtenu ci-dessous, et les requêtes avec d.',
      en: 'No known cause: compare expected and actual below, and the queries with d.',
    },
    next: {
      1: { fr: 'h : la cause la plus probable.', en: 'h: the most likely cause.' },
      2: { fr: 'h : les commandes exactes.', en: 'h: the exact commands.' },
      3: {
        fr: "h : le faire pour vous ; l'étape sera notée « avec aide ».",
        en: 'h: have it done for you; the step will be noted “assisted”.',
      },
    },
  },
  welcome: { fr: 'Accueil', en: 'Welcome' },
  causes: { fr: 'Causes les plus probables, dans l’ordre :', en: 'Most likely causes, in order:' },
  cause: { fr: 'Cause la plus probable :', en: 'Most likely cause:' },
  remedy: (words: Text): Text => ({ fr: `réparer : ${words.fr}`, en: `fix: ${words.en}` }),
  report: {
    title: { fr: 'Rapport', en: 'Report' },
    written: { fr: 'Votre rapport est écrit :', en: 'Your report is written:' },
    open: (opener: string, path: string): Text => ({
      fr: `Pour l'ouvrir : ${opener} "${path}", ou d'un double clic dans votre explorateur de fichiers.`,
      en: `To open it: ${opener} "${path}", or double-click it in your file manager.`,
    }),
    kept: (path: string): Text => ({
      fr: `Vous aviez modifié ce fichier : votre version est gardée dans ${path}`,
      en: `You had edited this file: your version is kept in ${path}`,
    }),
    making: {
      fr: 'rapport : tout est revérifié, puis écrit',
      en: 'report: everything is verified again, then written',
    },
  },
  assisted: { fr: 'avec aide', en: 'assisted' },
  byHand: {
    title: (shell: string): Text =>
      text(lang =>
        lang === 'fr'
          ? `À vous : faites cette étape avec vos propres outils. Terminal : ${shell}.`
          : `Your turn: do this step with your own tools. Terminal: ${shell}.`,
      ),
    missing: { fr: 'Attendu, pas encore vu :', en: 'Expected, not seen yet:' },
    found: (label: string, expected: string, actual: string): Text =>
      text(lang =>
        lang === 'fr'
          ? `${label} (attendu ${expected}, vu ${actual})`
          : `${label} (expected ${expected}, seen ${actual})`,
      ),
    others: (n: number): Text =>
      text(lang => (lang === 'fr' ? `et ${n} autre${n > 1 ? 's' : ''}` : `and ${n} more`)),
    allSeen: { fr: 'Tout ce qui est attendu est là.', en: 'All that is expected is there.' },
    showsOnly: {
      fr: "Cette étape montre quelque chose et ne laisse pas de trace : quand vous l'avez faite, v le note.",
      en: 'This step shows something and leaves no trace: when you have done it, v notes it.',
    },
    files: (folders: string): Text =>
      text(lang =>
        lang === 'fr'
          ? `Enregistrer un fichier de ${folders} fait regarder aussitôt.`
          : `Saving a file of ${folders} makes the lab look at once.`,
      ),
    sheet: (path: string): Text =>
      text(lang =>
        lang === 'fr'
          ? `c copie ; sinon, ces commandes sont dans ${path}`
          : `c copies; or else these commands are in ${path}`,
      ),
    copied: { fr: '(copié)', en: '(copied)' },
    rerunning: (file: string): Text => ({
      fr: `${file} enregistré : exécution puis vérification…`,
      en: `${file} saved: running, then verifying…`,
    }),
    reran: (file: string): Text => ({
      fr: `${file} : exécuté sans erreur.`,
      en: `${file}: ran without an error.`,
    }),
    difference: { fr: 'Écart avec le résultat attendu :', en: 'Difference to the expected result:' },
    looking: { fr: 'regarde le vrai système…', en: 'looking at the real system…' },
    looked: (seconds: number, passed: number, total: number, file: string | undefined): Text =>
      text(lang => {
        const saved = lang === 'fr' ? 'enregistré' : 'saved';
        const because = file === undefined ? '' : ` (${file} ${saved})`;
        const tally = lang === 'fr' ? `${passed} sur ${total}` : `${passed} of ${total}`;
        return `${tally}, ${ago(seconds, lang)}${because}`;
      }),
    silent: (seconds: number): Text =>
      text(lang =>
        lang === 'fr'
          ? `le système ne répond pas, ${ago(seconds, lang)}`
          : `the system does not answer, ${ago(seconds, lang)}`,
      ),
    now: { fr: 'v maintenant', en: 'v now' },
  },

  tooSmall: (columns: number, rows: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `Terminal trop petit (${columns}×${rows}). Agrandissez-le : il faut au moins 50×14. q quitte.`
        : `Terminal too small (${columns}×${rows}). Enlarge it: at least 50×14 is needed. q quits.`,
    ),
  allDone: {
    fr: 'Tout le TP est fait. V le revérifie en entier.',
    en: 'The whole lab is done. V verifies all of it again.',
  },
} as const;

/** How long ago the real system was looked at: `vu il y a 3 s`. */
function ago(seconds: number, lang: Lang): string {
  if (seconds < 1) return lang === 'fr' ? "vu à l'instant" : 'seen just now';
  const time = seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000, lang);
  return lang === 'fr' ? `vu il y a ${time}` : `seen ${time} ago`;
}
