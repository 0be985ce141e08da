import { same } from '../../src/i18n/text.ts';
import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { askSnowflake, told, warehouseFigures } from '../figures.ts';
import { cell, rowsOf } from './ask.ts';
import { DATABASE, ROLE, WAREHOUSES } from './objects.ts';
import { readTrust } from './trust.ts';

const trust = defineQuestion({
  id: 'trust-policy',
  kind: 'choice',
  step: 'snowflake.create-storage-integration',
  needs: ['identity'],
  text: {
    fr: "Snowflake joue le rôle AWS de tous ses clients avec la même identité. Qu'est-ce qui, dans la relation d'approbation (trust policy) du rôle, empêche un autre client de lire votre bucket ?",
    en: "Snowflake plays the AWS roles of its customers with the same identity. What in the role's trust policy keeps another customer from reading your bucket?",
  },
  options: [
    {
      id: 'external-id',
      text: { fr: "La condition sur l'identifiant externe", en: 'The condition on the external id' },
    },
    {
      id: 'principal',
      text: { fr: 'Le Principal, qui nomme Snowflake', en: 'The Principal, which names Snowflake' },
    },
    {
      id: 'secret',
      text: { fr: 'Une clé secrète partagée avec Snowflake', en: 'A secret key shared with Snowflake' },
    },
    {
      id: 'bucket',
      text: { fr: 'Le nom du bucket, qui est unique', en: 'The name of the bucket, which is unique' },
    },
  ],
  find: () => ({
    language: 'shell',
    title: { fr: "Avec les droits d'administration", en: 'With administration rights' },
    code: `aws iam get-role --role-name ${ROLE} --query Role.AssumeRolePolicyDocument`,
  }),
  async answer({ ports, signal }) {
    const role = await ports.identity.role(ROLE, signal);
    if (role === undefined) throw new Error(`There is no role ${ROLE}.`);
    const { principals, externalIds } = readTrust(role.trustPolicy);
    const hasId = externalIds.length > 0;
    return {
      right: hasId ? 'external-id' : 'principal',
      why: {
        'external-id': hasId
          ? {
              fr: 'Snowflake donne à chaque intégration un identifiant à elle, et AWS refuse le rôle à qui en montre un autre.',
              en: 'Snowflake gives each integration an id of its own, and AWS refuses the role to whoever shows another.',
            }
          : {
              fr: 'Cette relation d’approbation n’en demande aucun.',
              en: 'This trust policy asks for none.',
            },
        principal: {
          fr: 'Il nomme bien Snowflake, mais c’est la même identité pour d’autres clients : elle ne les distingue pas.',
          en: 'It does name Snowflake, but the same identity serves other customers: it does not tell them apart.',
        },
        secret: {
          fr: "Aucune clé n'est échangée : c'est tout l'intérêt d'un rôle, qui prête des droits pour une heure.",
          en: 'No key is exchanged: that is the very point of a role, which lends rights for an hour.',
        },
        bucket: {
          fr: 'Un nom n’est pas un secret : il se devine, et il est écrit dans vos scripts.',
          en: 'A name is no secret: it can be guessed, and it stands in your scripts.',
        },
      },
      explanation: {
        fr: `La relation d'approbation nomme ${principals.join(', ')}, ${hasId ? 'à condition que' : 'sans demander que'} sts:ExternalId soit celui de votre intégration. Un CREATE OR REPLACE de l'intégration en tire un nouveau, et rompt l'accord : il faut alors corriger le rôle.`,
        en: `The trust policy names ${principals.join(', ')}, ${hasId ? 'on condition that' : 'without asking that'} sts:ExternalId is your integration's. A CREATE OR REPLACE of the integration draws a new one and breaks the agreement: the role then has to be corrected.`,
      },
    };
  },
});

const deleteThenCopy = defineQuestion({
  id: 'delete-then-copy',
  kind: 'number',
  step: 'snowflake.load-staging',
  needs: ['warehouse'],
  unit: { fr: 'lignes', en: 'rows' },
  text: {
    fr: 'Vous videz STG_ORDERS par DELETE FROM, puis relancez le COPY INTO du même fichier. Combien de lignes y a-t-il ensuite dans la table ?',
    en: 'You empty STG_ORDERS by DELETE FROM, then run the COPY INTO of the same file again. How many rows does the table have afterwards?',
  },
  find: () =>
    askSnowflake(
      `SELECT file_name, row_count, status\nFROM ${DATABASE}.INFORMATION_SCHEMA.LOAD_HISTORY\nWHERE table_name = 'STG_ORDERS';`,
    ),
  async answer({ ports, signal }) {
    const { orders } = await warehouseFigures(
      ports.warehouse,
      ['orders'],
      `SELECT COUNT(*) AS ORDERS FROM ${DATABASE}.STAGING.STG_ORDERS`,
      signal,
    );
    return {
      value: 0,
      mistakes: [
        {
          value: orders,
          why: {
            fr: "Ce serait vrai après TRUNCATE, qui efface aussi l'historique de chargement. DELETE le garde.",
            en: 'That would be so after TRUNCATE, which clears the load history too. DELETE keeps it.',
          },
        },
        {
          value: 2 * orders,
          why: {
            fr: 'Rien ne double : les lignes effacées le sont, et le fichier déjà chargé est ignoré.',
            en: 'Nothing doubles: the deleted rows are gone, and the file that was loaded already is passed over.',
          },
        },
      ],
      explanation: told(
        n =>
          `Aucune. Snowflake retient pendant 64 jours, table par table, les fichiers déjà chargés ; DELETE n'y touche pas, et COPY répond « Copy executed with 0 files processed », sans erreur. TRUNCATE efface cette mémoire : le même COPY ramènerait alors les ${n(orders)} lignes. C'est pourquoi le TP vide par TRUNCATE.`,
        n =>
          `None. For 64 days Snowflake remembers, table by table, which files were loaded; DELETE leaves that alone, and COPY answers “Copy executed with 0 files processed”, without an error. TRUNCATE clears this memory: the same COPY would then bring the ${n(orders)} rows back. That is why the lab empties by TRUNCATE.`,
      ),
    };
  },
});

const lastingWarehouse = defineQuestion({
  id: 'lasting-warehouse',
  kind: 'choice',
  step: 'snowflake.create-warehouses',
  needs: ['warehouse'],
  text: {
    fr: 'Une requête de deux secondes réveille chacun de ces warehouses. Lequel restera allumé, et facturé, le plus longtemps ?',
    en: 'A query of two seconds wakes each of these warehouses. Which one stays on, and is billed, the longest?',
  },
  options: [
    ...WAREHOUSES.map(({ name }) => ({ id: name.toLowerCase().replace('_', '-'), text: same(name) })),
    {
      id: 'same',
      text: {
        fr: 'Aucun : tous s’arrêtent dès que la requête finit',
        en: 'None: all stop as soon as the query ends',
      },
    },
  ],
  find: () => askSnowflake('SHOW WAREHOUSES;'),
  async answer({ ports, signal }) {
    const rows = await rowsOf(ports.warehouse, 'SHOW WAREHOUSES', signal);
    const found = WAREHOUSES.map(({ name }) => {
      const row = rows.find(each => cell(each, 'name') === name);
      return { name, seconds: Number(cell(row, 'auto_suspend')) };
    }).toSorted((a, b) => b.seconds - a.seconds);
    const [longest] = found;
    if (longest === undefined) throw new Error('There is no warehouse.');
    const list = found.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ');
    return {
      right: longest.name.toLowerCase().replace('_', '-'),
      why: {
        ...Object.fromEntries(
          found.map(({ name, seconds }) => [
            name.toLowerCase().replace('_', '-'),
            {
              fr: `AUTO_SUSPEND de ${name} : ${seconds} s.`,
              en: `AUTO_SUSPEND of ${name}: ${seconds} s.`,
            },
          ]),
        ),
        same: {
          fr: 'Un warehouse attend d’abord son AUTO_SUSPEND, au cas où une autre requête arriverait.',
          en: 'A warehouse first waits for its AUTO_SUSPEND, in case another query comes.',
        },
      },
      explanation: {
        fr: `AUTO_SUSPEND : ${list}. Un warehouse se paie à la seconde tant qu'il est allumé, avec un minimum de 60 s à chaque réveil. Celui de la BI attend plus longtemps, car il garde en cache ce que le clic suivant relira.`,
        en: `AUTO_SUSPEND: ${list}. A warehouse is paid by the second while it is on, with a minimum of 60 s at each waking. The one for BI waits longer, as it keeps in its cache what the next click will read again.`,
      },
    };
  },
});

/** Trust, what a load remembers, and what a warehouse costs. */
export const questions: readonly QuestionDefinition[] = [lastingWarehouse, trust, deleteThenCopy];
