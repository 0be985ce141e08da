import { PRODUCT_PERFORMANCE } from '../06-dbt/relations.ts';
import { byHand, sqlOf } from './by-hand.ts';
import { partStep } from './part-step.ts';
import { expectedOf, totalChecks } from './totals.ts';

export const products = partStep({
  part: 'products',
  title: { fr: 'Page « Performance Produits »', en: 'Page "Performance Produits"' },
  handout: '1.12.5',

  checks: context =>
    totalChecks(context, 'products', [
      {
        visual: 'products',
        column: 'TOTAL_REVENUE',
        label: { fr: "chiffre d'affaires du tableau", en: 'revenue of the table' },
        expected: expectedOf(PRODUCT_PERFORMANCE, 'revenue'),
      },
      {
        visual: 'products',
        column: 'TOTAL_ORDERS',
        label: { fr: 'commandes du tableau (une par produit)', en: 'orders of the table (one a product)' },
        expected: expectedOf(PRODUCT_PERFORMANCE, 'orders'),
      },
    ]),

  commands() {
    return [
      byHand(
        { fr: 'À la main, dans Power BI Desktop', en: 'By hand, in Power BI Desktop' },
        `Nouvelle page : « Performance Produits »
Tableau : PRODUCT_NAME, PRODUCT_CATEGORY, TOTAL_REVENUE, TOTAL_ORDERS,
          ABC_CLASS, PERFORMANCE_TIER
Trier par TOTAL_REVENUE, décroissant
TOTAL_REVENUE > Mise en forme conditionnelle > Couleur d'arrière-plan
Segment : PRODUCT_CATEGORY
Enregistrer`,
      ),
      ...sqlOf('products', ['products']),
    ];
  },
});
