import process from 'node:process';
import { type Lang, say, type Text } from '../../i18n/text.ts';
import { type ServiceName, serviceOf } from '../../lab/placement.ts';
import type { AskSecret, SecretName } from '../../targets/cloud/secrets.ts';
import { SECRET_WORDS } from '../../targets/cloud/secrets.ts';
import type { Dialogue } from '../../ui/line/dialogue.ts';
import type { Places } from '../places.ts';
import { type PreferenceName, type Preferences, writePreference } from '../preferences.ts';
import { examineOwn, type ServiceLook } from './examine.ts';
import { lookLines } from './lines.ts';

/** What a guided set-up works with. */
export interface GuideOptions {
  readonly dialogue: Dialogue;
  readonly lang: Lang;
  readonly places: Places;
  readonly preferences: Preferences;
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Puts a text on the clipboard, where the terminal can; returns whether it was asked to. */
  readonly copy: (text: string) => boolean;
}

/** Settings that a guide is about to write; `undefined` removes one. */
export type Changes = Readonly<Partial<Record<PreferenceName, string | undefined>>>;

/** One guided set-up: numbered choices, one question at a time, the service tested before anything is kept. */
export class Guide {
  readonly lang: Lang;
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly copy: GuideOptions['copy'];
  readonly #dialogue: Dialogue;
  #preferences: Preferences;
  #draft: Changes = {};
  /** Secrets of the attempt under way. */
  readonly #typed = new Map<SecretName, string>();

  constructor({ dialogue, lang, places, preferences, signal, env = process.env, copy }: GuideOptions) {
    this.#dialogue = dialogue;
    this.lang = lang;
    this.places = places;
    this.#preferences = preferences;
    this.signal = signal;
    this.env = env;
    this.copy = copy;
  }

  /** What holds, and what was typed at the last attempt: the usual answers. */
  get preferences(): Preferences {
    return merged(this.#preferences, this.#draft);
  }

  say(...words: readonly (Text | string)[]): void {
    this.#dialogue.say(...words.map(line => (typeof line === 'string' ? line : say(line, this.lang))));
  }

  /** A line that was typed, or `usual` for an empty one. @throws Left when none will come. */
  async ask(question: Text, usual?: string): Promise<string> {
    const shown = `${say(question, this.lang)}${usual === undefined || usual === '' ? '' : ` [${usual}]`}${this.lang === 'fr' ? ' :' : ':'}`;
    const answer = await this.#dialogue.ask(shown);
    if (answer === undefined) throw new Left();
    return answer === '' ? (usual ?? '') : answer;
  }

  /** A secret that is typed unseen; empty when nothing was. */
  async askHidden(question: Text): Promise<string> {
    const answer = await this.#dialogue.askHidden(
      `${say(question, this.lang)}${this.lang === 'fr' ? ' :' : ':'}`,
    );
    if (answer === undefined) throw new Left();
    return answer;
  }

  /** The place, from 0, of the choice; an empty line is the first. @throws Left when no line will come. */
  async choose(title: Text, options: readonly Text[]): Promise<number> {
    for (;;) {
      this.say('', title, ...options.map((option, at) => `${at + 1}. ${say(option, this.lang)}`));
      const answer = await this.ask(YOUR_CHOICE, '1');
      const chosen = Number(answer);
      if (Number.isInteger(chosen) && chosen >= 1 && chosen <= options.length) return chosen - 1;
      this.say(notAChoice(answer));
    }
  }

  /** Keeps a secret for the attempt under way. */
  hold(name: SecretName, value: string): void {
    this.#typed.set(name, value);
  }

  /** Tests the service with settings that are not kept yet. Secrets are asked for anew at each attempt. */
  async examine(service: ServiceName, changes: Changes): Promise<ServiceLook> {
    this.say('', TESTING);
    const ask: AskSecret = async ({ name, of }) => {
      const held = this.#typed.get(name);
      if (held !== undefined) return held;
      const words = SECRET_WORDS[name];
      const value = await this.askHidden({ fr: `${words.fr} – ${of}`, en: `${words.en} – ${of}` });
      this.#typed.set(name, value);
      return value;
    };
    this.#draft = changes;
    const settings = merged(this.#preferences, changes);
    try {
      const look = await examineOwn(service, {
        settings,
        places: this.places,
        ask,
        signal: this.signal,
      });
      this.say(...lookLines(look, this.lang));
      return look;
    } finally {
      this.#typed.clear();
    }
  }

  /** Writes settings. */
  async keep(changes: Changes): Promise<void> {
    for (const [name, value] of Object.entries(changes) as [PreferenceName, string | undefined][])
      await writePreference(this.places.home, name, value);
    this.#preferences = merged(this.#preferences, changes);
    this.say(KEPT);
  }
}

/** The person left: no line will come any more. */
export class Left extends Error {}

function merged(preferences: Preferences, changes: Changes): Preferences {
  const all = Object.entries({ ...preferences, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as Preferences;
}

/** The chapters' targets that place a service. */
export function placing(service: ServiceName, target: 'cloud' | undefined): Changes {
  return Object.fromEntries(
    (['postgres', 'data', 's3', 'export', 'snowflake', 'dbt', 'marts'] as const)
      .filter(chapter => serviceOf(chapter) === service)
      .map(chapter => [`target.${chapter}`, target]),
  );
}

const YOUR_CHOICE: Text = { fr: 'Votre choix', en: 'Your choice' };
const TESTING: Text = { fr: 'Essai de la connexion…', en: 'Testing the connection…' };
const KEPT: Text = {
  fr: 'Réglages gardés (jamais de mot de passe, de clé ni de jeton).',
  en: 'Settings kept (never a password, a key or a token).',
};
const notAChoice = (word: string): Text => ({
  fr: `« ${word} » n'est pas un des choix.`,
  en: `"${word}" is none of the choices.`,
});
