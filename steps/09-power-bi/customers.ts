import { CUSTOMER_LTV } from '../06-dbt/relations.ts';
import { byHand, sqlOf } from './by-hand.ts';
import { partStep } from './part-step.ts';
import { expectedOf, totalChecks } from './totals.ts';

export const customers = partStep({
  part: 'customers',
  title: { fr: 'Page « Analyse Clients »', en: 'Page "Analyse Clients"' },
  handout: '1.12.6',

  checks: context =>
    totalChecks(context, 'customers', [
      {
        visual: 'customers-by-segment',
        column: 'COUNT_CUSTOMER_KEY',
        label: { fr: "clients de l'anneau", en: 'customers of the donut' },
        expected: expectedOf(CUSTOMER_LTV, 'rows'),
      },
      {
        visual: 'value-by-segment',
        column: 'LIFETIME_VALUE',
        label: { fr: 'valeur vie des barres', en: 'lifetime value of the bars' },
        expected: expectedOf(CUSTOMER_LTV, 'revenue'),
      },
      {
        visual: 'top-customers',
        column: 'LIFETIME_VALUE',
        label: { fr: 'valeur vie du tableau', en: 'lifetime value of the table' },
        expected: expectedOf(CUSTOMER_LTV, 'revenue'),
      },
      {
        visual: 'top-customers',
        column: 'TOTAL_ORDERS',
        label: { fr: 'commandes du tableau', en: 'orders of the table' },
        expected: expectedOf(CUSTOMER_LTV, 'orders'),
      },
    ]),

  commands() {
    return [
      byHand(
        { fr: 'À la main, dans Power BI Desktop', en: 'By hand, in Power BI Desktop' },
        `Nouvelle page : « Analyse Clients »
Graphique en anneau : légende RFM_SEGMENT, valeurs Nombre de CUSTOMER_KEY
Graphique à barres empilées : axe Y RFM_SEGMENT, axe X LIFETIME_VALUE (somme)
Tableau : FULL_NAME, EMAIL, COUNTRY_CODE, LIFETIME_VALUE, TOTAL_ORDERS,
          RFM_SEGMENT, CHURN_RISK
Trier le tableau par LIFETIME_VALUE, décroissant
Segment : COUNTRY_CODE
Enregistrer`,
      ),
      ...sqlOf('customers', ['customers-by-segment', 'value-by-segment']),
    ];
  },
});
