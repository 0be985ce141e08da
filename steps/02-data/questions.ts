import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { askPostgres, postgresFigures, told } from '../figures.ts';

const SHARE = `SELECT count(*) AS orders,
       count(*) FILTER (WHERE status IN ('paid', 'shipped', 'delivered')) AS revenue,
       count(*) FILTER (WHERE status = 'delivered') AS delivered,
       count(*) FILTER (WHERE status <> 'cancelled') AS not_cancelled
FROM orders`;

const revenueShare = defineQuestion({
  id: 'revenue-share',
  kind: 'number',
  step: 'data.generate',
  needs: ['postgres'],
  unit: { fr: '%', en: '%' },
  tolerance: 0.5,
  text: {
    fr: "Quelle part des commandes compte dans le chiffre d'affaires ? Comptent celles qui sont payées, expédiées ou livrées (paid, shipped, delivered). À un demi-point près.",
    en: 'Which share of the orders counts as revenue? Those that are paid, shipped or delivered count. To half a point.',
  },
  find: () => askPostgres('SELECT status, count(*) FROM orders GROUP BY status ORDER BY 2 DESC;'),
  async answer({ ports, signal }) {
    const { orders, revenue, delivered, not_cancelled } = await postgresFigures(
      ports.postgres,
      ['orders', 'revenue', 'delivered', 'not_cancelled'],
      SHARE,
      signal,
    );
    const percent = (part: number) => (100 * part) / orders;
    return {
      value: percent(revenue),
      mistakes: [
        {
          value: percent(delivered),
          why: {
            fr: 'Ce sont les seules commandes livrées : une commande payée, ou en route, est déjà vendue.',
            en: 'These are the delivered orders alone: an order that is paid, or on its way, is sold already.',
          },
        },
        {
          value: percent(not_cancelled),
          why: {
            fr: 'Écarter cancelled ne suffit pas : une commande pending n’est pas encore payée, une commande refunded ne l’est plus.',
            en: 'Leaving out cancelled is not enough: a pending order is not paid yet, a refunded one no longer is.',
          },
        },
        {
          value: percent(orders - revenue),
          why: {
            fr: "C'est la part de celles qui ne comptent pas.",
            en: 'This is the share of those that do not count.',
          },
        },
        {
          value: revenue,
          why: {
            fr: "C'est leur nombre ; on demande leur part, en pour cent.",
            en: 'This is how many they are; their share is asked for, in per cent.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(revenue)} commandes sur ${n(orders)}, soit ${n(percent(revenue), 1)} %. Les ${n(orders - revenue)} autres sont en attente, annulées ou remboursées. La règle est écrite une seule fois, dans le projet dbt : tous les marts diront le même chiffre d'affaires.`,
        n =>
          `${n(revenue)} of ${n(orders)} orders, which is ${n(percent(revenue), 1)}%. The other ${n(orders - revenue)} are pending, cancelled or refunded. The rule is written once, in the dbt project: all marts will tell the same revenue.`,
      ),
    };
  },
});

const WITHOUT = `SELECT count(*) AS users,
       count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM orders WHERE orders.user_id = users.id)) AS without_any,
       count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM orders WHERE orders.user_id = users.id
         AND status IN ('paid', 'shipped', 'delivered'))) AS without_revenue
FROM users`;

const usersWithoutOrder = defineQuestion({
  id: 'users-without-order',
  kind: 'number',
  step: 'data.generate',
  needs: ['postgres'],
  text: {
    fr: "Combien d'utilisateurs n'ont jamais passé de commande, quel qu'en soit l'état ?",
    en: 'How many users have never placed an order, whatever its status?',
  },
  find: () =>
    askPostgres(
      'SELECT count(*)\nFROM users\nLEFT JOIN orders ON orders.user_id = users.id\nWHERE orders.id IS NULL;',
    ),
  async answer({ ports, signal }) {
    const { users, without_any, without_revenue } = await postgresFigures(
      ports.postgres,
      ['users', 'without_any', 'without_revenue'],
      WITHOUT,
      signal,
    );
    return {
      value: without_any,
      mistakes: [
        {
          value: 0,
          why: {
            fr: 'Une jointure interne (JOIN) perd justement ceux que l’on cherche : il faut LEFT JOIN.',
            en: 'An inner join (JOIN) loses exactly those who are looked for: LEFT JOIN is needed.',
          },
        },
        {
          value: users - without_any,
          why: {
            fr: 'Ce sont ceux qui ont commandé.',
            en: 'These are those who have ordered.',
          },
        },
        {
          value: without_revenue,
          why: {
            fr: "Ceux-là n'ont aucune commande qui compte dans le chiffre d'affaires ; certains ont pourtant une commande annulée ou en attente.",
            en: 'These have no order that counts as revenue; some of them do have one that is cancelled or pending.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(without_any)} utilisateurs sur ${n(users)} n'ont rien commandé, et ${n(without_revenue)} n'ont aucune commande qui compte. Vous retrouverez ce second nombre : mart_customer_ltv aura ${n(users - without_revenue)} lignes, et non ${n(users)}.`,
        n =>
          `${n(without_any)} of ${n(users)} users have ordered nothing, and ${n(without_revenue)} have no order that counts. You will meet this second number again: mart_customer_ltv will have ${n(users - without_revenue)} rows, not ${n(users)}.`,
      ),
    };
  },
});

const VISITORS =
  'SELECT count(*) AS events, count(user_id) AS known, count(DISTINCT user_id) AS people FROM events';

const anonymousEvents = defineQuestion({
  id: 'anonymous-events',
  kind: 'number',
  step: 'data.generate',
  needs: ['postgres'],
  text: {
    fr: "Combien d'événements viennent de visiteurs qui ne s'étaient pas identifiés (user_id absent) ?",
    en: 'How many events come from visitors who had not signed in (no user_id)?',
  },
  find: () => askPostgres('SELECT count(*), count(user_id), count(DISTINCT user_id) FROM events;'),
  async answer({ ports, signal }) {
    const { events, known, people } = await postgresFigures(
      ports.postgres,
      ['events', 'known', 'people'],
      VISITORS,
      signal,
    );
    return {
      value: events - known,
      mistakes: [
        {
          value: 0,
          why: {
            fr: "« user_id = NULL » n'est jamais vrai, même pour NULL : écrivez « user_id IS NULL ».",
            en: '“user_id = NULL” is never true, not even for NULL: write “user_id IS NULL”.',
          },
        },
        {
          value: known,
          why: {
            fr: 'count(user_id) compte les lignes où user_id est présent : le contraire de ce que l’on cherche.',
            en: 'count(user_id) counts the rows that have a user_id: the opposite of what is looked for.',
          },
        },
        {
          value: people,
          why: {
            fr: "C'est le nombre de personnes différentes qui se sont identifiées.",
            en: 'This is how many different people signed in.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(events)} événements, dont ${n(known)} ont un user_id : ${n(events - known)} sont anonymes. La clé étrangère accepte NULL, qui veut dire « inconnu ». Une jointure interne entre events et users perdrait ces lignes sans rien dire.`,
        n =>
          `${n(events)} events, of which ${n(known)} have a user_id: ${n(events - known)} are anonymous. The foreign key allows NULL, which means “unknown”. An inner join of events and users would lose these rows without a word.`,
      ),
    };
  },
});

/** What the data itself tells. */
export const questions: readonly QuestionDefinition[] = [revenueShare, usersWithoutOrder, anonymousEvents];
