/**
 * Makes `assets/data/pools.json`: the words that the data set is built from. Run by authors only:
 * `node steps/02-data/generator/pools.make.ts`. Faker is a development dependency; the lab itself reads the file.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Faker } from '@faker-js/faker';
import { faker as de } from '@faker-js/faker/locale/de';
import { faker as en } from '@faker-js/faker/locale/en';
import { faker as es } from '@faker-js/faker/locale/es';
import { faker as fr } from '@faker-js/faker/locale/fr';
import { packageRoot } from '../../../src/lab/lab.ts';
import type { LocalePool, Pools } from './pools.ts';

const SEED = 20251231;
const REFERENCE_DATE = '2025-12-31T00:00:00.000Z';
const PEOPLE = 240;
const COMPANIES = 120;
const DESCRIPTIONS = 100;

// Faker's general word lists are dictionaries; these are its words that may stand in a shop's catalogue.
const FRENCH_VERBS = chosen(
  fr,
  'verb',
  'accueillir adopter aimer apprendre avancer bouger changer chanter choisir composer construire créer cultiver dessiner découvrir entreprendre explorer grandir imaginer inventer jouer lire louer marcher organiser partager photographier progresser respirer rouler réussir rêver simplifier voyager écouter écrire évoluer',
);
const FRENCH_ADJECTIVES = chosen(
  fr,
  'adjective',
  'agréable calme délectable dynamique efficace énergique énorme fidèle gigantesque habile immense insolite magnifique mince minuscule moderne propre rapide rectangulaire sage simple sincère souple splendide sympathique tendre tranquille triangulaire vaste vivace',
);
const GERMAN_NOUNS = chosen(
  de,
  'noun',
  'Alphabet Architektur Aufzug Ball Baum Bett Bibliothek Blume Bogen Bronze Brücke Buch Bürostuhl Diamant Elektronik Energie Farbe Fenster Fluss Galaxie Gebirge Gold Karte Klappstuhl Klassik Kultur Kunst Lampe Laser Literatur Möbel Mond Musik Museum Nachttisch Ozean Palast Pyramide Quarz Rad Regal Saturn Schaukelstuhl Schrank Segel Sessel Silber Sonne Spiel Stuhl Tanz Teppich Tisch Vulkan Wasserfall Wolke Zeit',
);
const GERMAN_ADJECTIVES = chosen(
  de,
  'adjective',
  'agil aktiv anmutig authentisch beliebt bequem bewährt bunt charmant clever dezent durchdacht dynamisch edel effizient einfach einzigartig elegant erfrischend exklusiv facettenreich farbenfroh flexibel fortschrittlich gemütlich genial geschmeidig harmonisch hochwertig innovativ klar kostbar kreativ leicht lebhaft luxuriös makellos nachhaltig natürlich originell perfekt pfiffig präzise raffiniert robust ruhig schnell solide sportlich stabil stilvoll vielseitig wertvoll zeitlos zuverlässig',
);
const FRENCH_OPENERS = ['Le plaisir', "L'art", 'La liberté', 'Le confort', "L'assurance", "L'avantage"];
const FRENCH_ENDINGS = [
  'autrement',
  "à l'état pur",
  'à la pointe',
  'à sa source',
  'avec force',
  'en toute tranquillité',
  'plus facilement',
];

const PRODUCT_PARTS: Readonly<Record<Locale, () => Pick<LocalePool, 'productParts' | 'productJoints'>>> = {
  fr: () => ({
    productParts: [
      FRENCH_OPENERS.flatMap(opener =>
        FRENCH_VERBS.map(verb => `${opener} ${/^[aeéiouêè]/.test(verb) ? "d'" : 'de '}${verb}`),
      ),
      FRENCH_ENDINGS,
    ],
    productJoints: [' '],
  }),
  en: () => catchPhrases(en),
  de: () => ({
    productParts: [GERMAN_NOUNS, GERMAN_ADJECTIVES, GERMAN_ADJECTIVES],
    productJoints: [' – ', ' und '],
  }),
  es: () => catchPhrases(es),
};

const DESCRIBE: Readonly<Record<Locale, () => string>> = {
  fr: () =>
    fr.helpers.maybe(() => fr.commerce.productDescription(), { probability: 0.1 }) ??
    `${capital(list(fr, FRENCH_ADJECTIVES, 'et'))} : pour ${list(fr, FRENCH_VERBS, 'et')}.`,
  en: () => `${en.commerce.productDescription().replace(/\.$/, '')}.`,
  de: () => `${capital(list(de, GERMAN_ADJECTIVES, 'und'))}: ${list(de, GERMAN_NOUNS, 'und')}.`,
  es: () => `${capital(es.company.catchPhrase())}, ${es.company.catchPhrase().toLowerCase()}.`,
};

type Locale = keyof Pools;
type Kind = 'verb' | 'noun' | 'adjective';

/**
 * Words chosen from one of faker's lists.
 * @throws Error when faker does not have one of them.
 */
function chosen(faker: Faker, kind: Kind, words: string): readonly string[] {
  const raw: unknown = faker.rawDefinitions.word?.[kind];
  const has = new Set(Array.isArray(raw) ? raw : []);
  const list = words.split(' ');
  const missing = list.filter(word => !has.has(word));
  if (missing.length > 0) throw new Error(`Faker's ${kind} list lacks: ${missing.join(' ')}`);
  return list;
}

function list(faker: Faker, words: readonly string[], and: string): string {
  const [first, second, third] = faker.helpers.arrayElements(words, 3);
  return `${first}, ${second} ${and} ${third}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function catchPhrases(faker: Faker): Pick<LocalePool, 'productParts' | 'productJoints'> {
  const company = faker.rawDefinitions.company;
  const part = (words: unknown): string[] =>
    Array.isArray(words) ? words.filter((word): word is string => typeof word === 'string') : [];
  return {
    productParts: [part(company?.adjective).map(capital), part(company?.descriptor), part(company?.noun)],
    productJoints: [' ', ' '],
  };
}

/** Letters of an address: `Élodie Müller` becomes `elodiemuller`. */
function mailWord(name: string): string {
  return name
    .replaceAll('ß', 'ss')
    .replaceAll(/[øØ]/g, 'o')
    .replaceAll(/[æÆ]/g, 'ae')
    .replaceAll(/[œŒ]/g, 'oe')
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function distinct(count: number, draw: () => string): string[] {
  const words = new Set<string>();
  // Some lists are shorter than `count`: the draw ends when it brings nothing new any more.
  for (let tries = 0; words.size < count && tries < count * 20; tries++) {
    words.add(draw().replaceAll(/\s+/g, ' ').trim());
  }
  return [...words];
}

function localePool(locale: Locale, faker: Faker): LocalePool {
  faker.seed(SEED);
  faker.setDefaultRefDate(REFERENCE_DATE);
  const firstNames = distinct(PEOPLE, () => faker.person.firstName());
  const lastNames = distinct(PEOPLE, () => faker.person.lastName());
  return {
    firstNames,
    firstMail: firstNames.map(mailWord),
    lastNames,
    lastMail: lastNames.map(mailWord),
    companies: distinct(COMPANIES, () => faker.company.name()),
    ...PRODUCT_PARTS[locale](),
    descriptions: distinct(DESCRIPTIONS, DESCRIBE[locale]),
    searches: distinct(24, () => faker.commerce.product().toLowerCase()),
  };
}

/** The pools, made again from faker: the same on every machine for the pinned version. */
export function makePools(): Pools {
  return {
    fr: localePool('fr', fr),
    en: localePool('en', en),
    de: localePool('de', de),
    es: localePool('es', es),
  };
}

/** The text of the committed file. */
export function poolsText(): string {
  return `${JSON.stringify(makePools(), null, 1)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(packageRoot, 'assets/data/pools.json'), poolsText());
}
