import type { Text } from '../../i18n/text.ts';

/** What a section shows besides the steps that belong to it. */
export type Exhibit = 'pipeline' | 'overview' | 'measures' | 'products' | 'customers';

/** A section of the handout. */
export interface OutlineEntry {
  readonly number: string;
  readonly title: Text;
  /** What was done here, in a sentence. */
  readonly text?: Text;
  readonly exhibit?: Exhibit;
  /** The table whose sample rows, found by the steps of the section above, are shown here. */
  readonly sampleOf?: string;
}

/** The handout's sections, in its order and with its numbers. */
export const OUTLINE: readonly OutlineEntry[] = [
  {
    number: '1.1',
    title: { fr: 'Contexte : l’évolution vers le cloud', en: 'Context: the move to the cloud' },
    text: {
      fr: 'Les entreprises migrent leurs infrastructures de données vers le cloud pour sa scalabilité élastique, ses coûts à l’usage, sa maintenance réduite et la collaboration qu’il permet.',
      en: 'Companies move their data infrastructure to the cloud for elastic scaling, pay-as-you-go costs, less maintenance, and the collaboration it allows.',
    },
  },
  {
    number: '1.2',
    title: { fr: 'Le Modern Data Stack', en: 'The modern data stack' },
    text: {
      fr: 'Un ensemble d’outils modulaires, chacun avec un rôle dans le pipeline :',
      en: 'A set of modular tools, each with its role in the pipeline:',
    },
    exhibit: 'pipeline',
  },
  {
    number: '1.3',
    title: { fr: 'Installation et configuration de PostgreSQL', en: 'Installing and configuring PostgreSQL' },
  },
  {
    number: '1.3.1',
    title: { fr: 'Contexte dans le pipeline', en: 'Its place in the pipeline' },
    text: {
      fr: 'PostgreSQL joue le rôle de la base opérationnelle (OLTP) dont les données sont extraites vers le Data Lake.',
      en: 'PostgreSQL is the operational database (OLTP) whose data is extracted into the data lake.',
    },
  },
  {
    number: '1.3.2',
    title: { fr: 'Création de la base de données shopstream', en: 'Creating the database shopstream' },
  },
  { number: '1.3.3', title: { fr: 'Création des tables OLTP', en: 'Creating the OLTP tables' } },
  {
    number: '1.3.4',
    title: { fr: 'Vérification de la création des tables', en: 'Checking that the tables were created' },
    text: {
      fr: 'Les contrôles de la section 1.3.3 relisent le catalogue de PostgreSQL : tables, colonnes, clés et index.',
      en: 'The checks of section 1.3.3 read PostgreSQL’s own catalogue: tables, columns, keys and indexes.',
    },
  },
  {
    number: '1.4',
    title: { fr: 'Génération de données de démonstration', en: 'Generating demonstration data' },
  },
  {
    number: '1.4.1',
    title: { fr: 'Exécution du script de génération', en: 'Running the generation script' },
    text: {
      fr: 'Le récapitulatif du script (figure 1.4) est le tableau des lignes comptées en 1.4.',
      en: 'The script’s summary (figure 1.4) is the table of rows counted in 1.4.',
    },
  },
  {
    number: '1.5',
    title: { fr: 'Vérification des données dans pgAdmin', en: 'Checking the data in pgAdmin' },
  },
  {
    number: '1.5.1',
    title: { fr: 'Vérification de la table users', en: 'Checking the table users' },
    sampleOf: 'users',
  },
  {
    number: '1.5.2',
    title: { fr: 'Vérification de la table orders', en: 'Checking the table orders' },
    sampleOf: 'orders',
  },
  {
    number: '1.5.3',
    title: { fr: 'Vérification de la table products', en: 'Checking the table products' },
    sampleOf: 'products',
  },
  {
    number: '1.6',
    title: { fr: 'Création du Data Lake sur AWS S3', en: 'Creating the data lake on AWS S3' },
  },
  {
    number: '1.6.1',
    title: { fr: 'Création d’un compte AWS', en: 'Creating an AWS account' },
    text: {
      fr: 'Le bac à sable n’en demande pas : il parle le protocole de S3, d’IAM et de STS. Sur la cible cloud, c’est votre propre compte.',
      en: 'The sandbox wants none: it speaks the protocols of S3, IAM and STS. On the cloud target it is your own account.',
    },
  },
  { number: '1.6.2', title: { fr: 'Accès à la console AWS', en: 'Access to the AWS console' } },
  { number: '1.6.3', title: { fr: 'Création du bucket S3', en: 'Creating the S3 bucket' } },
  {
    number: '1.6.4',
    title: { fr: 'Création de la structure de dossiers', en: 'Creating the folder structure' },
  },
  {
    number: '1.6.5',
    title: {
      fr: 'Création d’un utilisateur IAM avec accès S3',
      en: 'Creating an IAM user with access to S3',
    },
  },
  { number: '1.6.6', title: { fr: 'Configuration d’AWS CLI', en: 'Configuring the AWS CLI' } },
  {
    number: '1.7',
    title: {
      fr: 'Export des données PostgreSQL vers Amazon S3',
      en: 'Exporting the data from PostgreSQL to Amazon S3',
    },
  },
  { number: '1.7.1', title: { fr: 'Script Python d’export', en: 'The export script in Python' } },
  { number: '1.7.2', title: { fr: 'Exécution du script', en: 'Running the script' } },
  { number: '1.8', title: { fr: 'Configuration de Snowflake', en: 'Configuring Snowflake' } },
  { number: '1.8.1', title: { fr: 'Création des schémas', en: 'Creating the schemas' } },
  {
    number: '1.8.2',
    title: { fr: 'Création des Virtual Warehouses', en: 'Creating the virtual warehouses' },
  },
  {
    number: '1.8.3',
    title: { fr: 'Création de la Storage Integration (S3)', en: 'Creating the storage integration (S3)' },
  },
  { number: '1.8.4', title: { fr: 'Création du Stage externe', en: 'Creating the external stage' } },
  { number: '1.8.5', title: { fr: 'Création des tables STAGING', en: 'Creating the STAGING tables' } },
  { number: '1.8.6', title: { fr: 'Chargement des données depuis S3', en: 'Loading the data from S3' } },
  { number: '1.9', title: { fr: 'Installation et utilisation de dbt', en: 'Installing and using dbt' } },
  { number: '1.9.1', title: { fr: 'Installation de dbt', en: 'Installing dbt' } },
  {
    number: '1.9.2',
    title: {
      fr: 'Initialisation et configuration du projet dbt',
      en: 'Initialising and configuring the dbt project',
    },
  },
  { number: '1.10', title: { fr: 'Exécution de dbt', en: 'Running dbt' } },
  { number: '1.10.1', title: { fr: 'Exécution des modèles dbt', en: 'Running the dbt models' } },
  { number: '1.10.2', title: { fr: 'Exécution des tests dbt', en: 'Running the dbt tests' } },
  { number: '1.10.3', title: { fr: 'Génération de la documentation', en: 'Generating the documentation' } },
  { number: '1.10.4', title: { fr: 'Vérification dans Snowflake', en: 'Checking in Snowflake' } },
  {
    number: '1.10.5',
    title: { fr: 'Récapitulatif dbt', en: 'dbt in summary' },
    text: {
      fr: 'De STAGING aux marts : une vue de staging, deux dimensions, une table de faits et un data mart, construits par dbt run, contrôlés par dbt test, décrits par dbt docs.',
      en: 'From STAGING to the marts: a staging view, two dimensions, a fact table and a data mart, built by dbt run, tested by dbt test, described by dbt docs.',
    },
  },
  { number: '1.11', title: { fr: 'Création des Data Marts', en: 'Creating the data marts' } },
  {
    number: '1.11.1',
    title: { fr: 'Data Mart : performance produits', en: 'Data mart: product performance' },
  },
  {
    number: '1.11.2',
    title: {
      fr: 'Data Mart : Customer Lifetime Value (CLV)',
      en: 'Data mart: customer lifetime value (CLV)',
    },
  },
  {
    number: '1.11.3',
    title: { fr: 'Résumé Data Marts', en: 'The data marts in summary' },
    text: {
      fr: 'Les trois marts portent le même chiffre d’affaires : les totaux de contrôle le vérifient.',
      en: 'The three marts carry the same revenue: the control totals verify it.',
    },
  },
  {
    number: '1.12',
    title: {
      fr: 'Connexion Power BI et création de dashboards',
      en: 'Connecting Power BI and building dashboards',
    },
    text: {
      fr: 'Les graphiques ci-dessous sont ceux des pages du dashboard, calculés directement sur les data marts : les visuels de Power BI doivent montrer les mêmes chiffres.',
      en: 'The charts below are those of the dashboard’s pages, computed directly on the data marts: the visuals of Power BI must show the same figures.',
    },
  },
  {
    number: '1.12.1',
    title: { fr: 'Pourquoi Power BI ?', en: 'Why Power BI?' },
    text: {
      fr: 'Intégration avec Microsoft, prix attractif et langage DAX, au prix de moins de souplesse que Tableau.',
      en: 'Integration with Microsoft, an attractive price and the DAX language, with less flexibility than Tableau.',
    },
  },
  {
    number: '1.12.2',
    title: { fr: 'Connexion à Snowflake', en: 'Connecting to Snowflake' },
    text: {
      fr: 'Power BI lit les vues du schéma MARTS avec le warehouse BI_WH.',
      en: 'Power BI reads the views of the schema MARTS with the warehouse BI_WH.',
    },
  },
  {
    number: '1.12.3',
    title: { fr: 'Dashboard « Vue d’ensemble des ventes »', en: 'Dashboard "Sales overview"' },
    exhibit: 'overview',
  },
  {
    number: '1.12.4',
    title: { fr: 'Création de mesures DAX', en: 'Creating DAX measures' },
    exhibit: 'measures',
  },
  {
    number: '1.12.5',
    title: { fr: 'Deuxième page : performance produits', en: 'Second page: product performance' },
    exhibit: 'products',
  },
  {
    number: '1.12.6',
    title: { fr: 'Troisième page : analyse clients', en: 'Third page: customer analysis' },
    exhibit: 'customers',
  },
  {
    number: '1.12.7',
    title: { fr: 'Récapitulatif', en: 'Summary' },
    text: {
      fr: 'Trois pages (vue d’ensemble, performance produits, analyse clients) et trois mesures DAX (panier moyen, chiffre d’affaires du mois précédent, croissance mensuelle).',
      en: 'Three pages (overview, product performance, customer analysis) and three DAX measures (average basket, revenue of the previous month, monthly growth).',
    },
  },
];

/** The section that a step's number belongs to: that very one, or the nearest above it; `undefined` when there is none. */
export function sectionOf(number: string | undefined): string | undefined {
  if (number === undefined) return undefined;
  if (OUTLINE.some(entry => entry.number === number)) return number;
  const above = number.split('.').slice(0, -1).join('.');
  return above === '' ? undefined : sectionOf(above);
}
