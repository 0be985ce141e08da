import type { Entry } from '../entry.ts';

/** Power BI Desktop and DAX. */
export const POWER_BI: readonly Entry[] = [
  {
    id: 'BI-01',
    when: [{ text: /Required artifact is missing in '?.*definition\.(pbir|pbism)/ }],
    cause: {
      fr: 'Le dossier du projet Power BI est incomplet : definition.{1|pbir} manque.',
      en: 'The Power BI project’s folder is incomplete: definition.{1|pbir} is missing.',
    },
    fix: {
      fr: 'Refaites le projet : « {program} reset power-bi.project », puis « {program} run power-bi.project ».',
      en: 'Make the project again: "{program} reset power-bi.project", then "{program} run power-bi.project".',
    },
    remedy: { kind: 'run', step: 'power-bi.project' },
    samples: ["Required artifact is missing in 'C:\\tp\\ShopStream.Report\\definition.pbir'."],
  },
  {
    id: 'BI-02',
    when: [{ text: /[Ff]unction .?DATEADD.? only works with contiguous date selections/ }],
    cause: {
      fr: 'DATEADD reçoit des dates qui se suivent mal : la sélection a des trous.',
      en: 'DATEADD is given dates with gaps between them.',
    },
    fix: {
      fr: 'Servez-vous de Calendrier[Date], d’une table de dates complète marquée « table de dates ».',
      en: 'Use Calendrier[Date], of a full calendar table marked as the date table.',
    },
    samples: ["Function 'DATEADD' only works with contiguous date selections."],
  },
  {
    id: 'BI-03',
    when: [
      { text: /A date column containing duplicate dates was specified in the call to function '(\w+)'/ },
    ],
    cause: {
      fr: 'La fonction {1|de temps} reçoit la colonne de dates des faits, où les dates se répètent.',
      en: 'The function {1|of time} is given the facts’ date column, where dates repeat.',
    },
    fix: {
      fr: 'Donnez-lui Calendrier[Date] à la place.',
      en: 'Give it Calendrier[Date] instead.',
    },
    samples: [
      "A date column containing duplicate dates was specified in the call to function 'SAMEPERIODLASTYEAR'. This is not supported.",
    ],
  },
];
