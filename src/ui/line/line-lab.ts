import { hintsFor, type Known, LAST_HINT, ownHints } from '../../engine/hints.ts';
import { lineageAt } from '../../engine/lineage.ts';
import { count, nextStep, progressOf } from '../../engine/state.ts';
import type { Lang } from '../../i18n/text.ts';
import { commandsByHand } from '../../lab/by-hand.ts';
import type { Step } from '../../lab/chapter.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import { invitation } from '../question-words.ts';
import { type Actions, actionsOf } from '../tui/actions.ts';
import { UNICODE } from '../tui/glyphs.ts';
import { enterDoes, type Situation } from '../tui/keys/situation.ts';
import type { Conductor } from '../tui/live/conductor.ts';
import { lessonPage } from '../tui/page/lesson.ts';
import { reportPage } from '../tui/page/report.ts';
import { remedyOf, seenOf } from '../tui/page/seen.ts';
import { greeting, welcomeSentences } from '../tui/page/welcome.ts';
import { plain } from '../tui/text/line.ts';
import { firstPlace, type Place, paneOnArrival, placesOf } from '../tui/view/places.ts';
import { initialView, reduceView, type View, type ViewAction } from '../tui/view/view.ts';
import { WELCOME_DEADLINE, welcomeFound, welcomeOf } from '../tui/view/welcome.ts';
import { words as screenWords } from '../tui/words.ts';
import { doByHand } from './by-hand.ts';
import { type ChoiceId, choicesOf, QUESTIONS } from './choices.ts';
import type { Dialogue } from './dialogue.ts';
import type { LineOptions } from './main.ts';
import { narrate, sampleLines } from './narrator.ts';
import { askQuestions } from './questions.ts';
import { heading, hintSentences, lineageSentence, verification, words } from './sentences.ts';
import { talkSettings } from './settings.ts';

/** A lesson's lines are as long as this, so that a braille display or a narrow window need not break them. */
const WIDTH = 76;

/** One sitting: says where the person is, asks what to do, does it. The same actions as the screen's. */
export class LineLab {
  readonly #conductor: Conductor;
  readonly #dialogue: Dialogue;
  readonly #options: LineOptions;
  readonly #period: number | undefined;
  readonly #places: readonly Place[];
  #view: View;

  constructor(conductor: Conductor, dialogue: Dialogue, options: LineOptions, period: number | undefined) {
    const { lab, state } = conductor.session;
    this.#conductor = conductor;
    this.#dialogue = dialogue;
    this.#options = options;
    this.#period = period;
    this.#places = placesOf(lab);
    const at = firstPlace(this.#places, lab, state);
    const welcome = welcomeOf(lab, state, options.suspectLost ?? false);
    const pane = paneOnArrival(this.#places[at], state);
    // There is no screen here to stand before the page: what is found is said.
    this.#view = { ...initialView(at, pane, options.lang, undefined, welcome), focus: 'page' };
  }

  /**
   * Until the person leaves, the input ends, or the signal of the options is aborted; for a rebuilding of the progress, or
   * for changed settings.
   */
  async run(): Promise<'left' | 'rebuild' | 'reopen'> {
    const { session } = this.#conductor;
    const { done, total } = count(session.lab, session.state);
    this.#say(words.welcome(done, total)[this.#lang]);
    for (const notice of this.#options.notices) this.#say(notice[this.#lang]);
    await this.#welcome();
    while (!this.#dialogue.isOver) {
      const choice = await this.#ask();
      if (choice === undefined) continue;
      if (choice === 'rebuild') return choice;
      if (choice === 'settings') {
        if ((await this.#settings()) === 'reopen') return 'reopen';
        continue;
      }
      if (choice === 'quit') break;
      await this.#do(choice);
    }
    this.#say(words.bye[this.#lang]);
    return 'left';
  }

  get #lang(): Lang {
    return this.#view.lang;
  }

  #say(...lines: readonly string[]): void {
    this.#dialogue.say(...lines);
  }

  #situation(): Situation {
    const { lab, state, settings, holder } = this.#conductor.session;
    const { activity, live } = this.#conductor.snapshot();
    const place = this.#places[this.#view.place];
    const step = place?.kind === 'step' ? place.step : undefined;
    return {
      lab,
      state,
      settings,
      holder,
      activity,
      view: this.#view,
      places: this.#places,
      step,
      remedy: step === undefined ? undefined : remedyOf(lab, state, live, step),
      canReport: this.#options.report !== undefined,
      canSet: this.#options.settings !== undefined,
      chapter: place?.chapter,
      sheet: undefined,
      rows: 0,
      height: 0,
    };
  }

  readonly #dispatch = (action: ViewAction): void => {
    this.#view = reduceView(this.#view, action);
    // What the screen shows as a message is said as soon as it is known.
    const { message } = this.#view;
    if (message === undefined) return;
    this.#say(message.text[this.#lang]);
    this.#view = { ...this.#view, message: undefined };
  };

  async #welcome(): Promise<void> {
    const { welcome } = this.#view;
    if (welcome === undefined) return;
    const { session } = this.#conductor;
    const { lab } = session;
    const brush = { lang: this.#lang, width: WIDTH, glyphs: UNICODE };
    const lost = welcome.since === undefined;
    const greet = () => this.#say(greeting(lab, session.state, welcome.since, brush));
    if (!lost) greet();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), WELCOME_DEADLINE);
    });
    const looking = lost ? this.#conductor.survey() : this.#conductor.inspect();
    const ended = await Promise.race([looking, enough]);
    clearTimeout(timer);
    if (ended === undefined) {
      this.#dispatch({ do: 'late' });
      if (lost) return;
      return this.#say(...this.#welcomeLines());
    }
    if (ended.kind !== 'done') return;
    const found = welcomeFound(ended.value, ended.ms);
    this.#dispatch({ do: 'welcome', found });
    if (lost && !found.unknownWork) return;
    if (lost) greet();
    this.#say(...this.#welcomeLines());
    if (found.changed.length > 0 && agrees(await this.#dialogue.ask(words.repair[this.#lang]))) {
      const actions = actionsOf(this.#conductor, this.#dispatch, () => {}, String(QUESTIONS));
      await this.#told(() => actions.fix(found.results.map(({ step }) => step)));
    }
    this.#go(firstPlace(this.#places, lab, session.state));
  }

  /** The welcome screen's sentences, without its greeting and its keys. */
  #welcomeLines(): readonly string[] {
    const { welcome, lang } = this.#view;
    const { lab, state } = this.#conductor.session;
    if (welcome === undefined) return [];
    return welcomeSentences(welcome, lab, state, { lang, width: WIDTH, glyphs: UNICODE });
  }

  async #ask(): Promise<ChoiceId | undefined> {
    const situation = this.#situation();
    const lang = this.#lang;
    const place = this.#places[this.#view.place];
    if (place !== undefined) this.#say('', heading(place, situation.lab, situation.state, lang));
    const choices = choicesOf(situation);
    const list = choices.map(({ number, label }) => `${number} ${label[lang]}`).join(', ');
    const answer = await this.#dialogue.ask(`${list}. ${words.yourChoice[lang]}`);
    if (answer === undefined) return undefined;
    const chosen = choices.find(({ number }) => String(number) === answer);
    if (chosen === undefined) this.#say(words.notAChoice(answer)[lang]);
    return chosen?.id;
  }

  async #do(choice: Exclude<ChoiceId, 'quit' | 'rebuild' | 'settings'>): Promise<void> {
    const situation = this.#situation();
    const { step, view } = situation;
    const actions = actionsOf(this.#conductor, this.#dispatch, () => {}, String(QUESTIONS));
    switch (choice) {
      case 'enter':
        if (enterDoes(situation) !== 'run') return this.#go(view.place + 1);
        if (step === undefined) return;
        await this.#told(() => actions.run(step));
        this.#say(...this.#way(step));
        return this.#sayCauses(step);
      case 'by-hand':
        if (step === undefined) return;
        await doByHand(step, this.#conductor, this.#dialogue, this.#lang, this.#period);
        return this.#invite(step);
      case 'verify':
        if (step === undefined) return;
        await actions.verify(step);
        this.#sayFound(step);
        return this.#sayCauses(step);
      case 'hint':
        return step === undefined ? undefined : this.#hint(step, actions);
      case 'read':
        return this.#read();
      case 'next':
        return this.#go(view.place + 1);
      case 'previous':
        return this.#go(view.place - 1);
      case 'list':
        return this.#list();
      case 'run-all':
        await this.#told(() => actions.runAll());
        return this.#go(firstPlace(this.#places, situation.lab, this.#conductor.session.state));
      case 'verify-all':
        return actions.verifyAll();
      case 'fix':
        return this.#fix(situation, actions);
      case 'report':
        return this.#report(actions);
      case 'skip':
        return step === undefined ? undefined : this.#skip(step, actions);
      case 'reset':
        return step === undefined ? undefined : this.#reset(step, actions);
      case 'questions':
        if (situation.chapter === undefined) return;
        return askQuestions(situation.chapter, this.#conductor, this.#dialogue, this.#lang);
      case 'language':
        return this.#otherLanguage();
    }
  }

  #otherLanguage(): void {
    this.#dispatch({ do: 'language' });
    this.#options.onLang?.(this.#lang);
    this.#say(words.language[this.#lang]);
  }

  async #settings(): Promise<'reopen' | undefined> {
    const { settings } = this.#options;
    if (settings === undefined) return undefined;
    const changed = await talkSettings(settings, this.#dialogue, this.#lang, WIDTH);
    if (changed === 'language') this.#otherLanguage();
    return changed === 'reopen' ? changed : undefined;
  }

  /** At the end of a chapter that was done by hand: that its questions wait. */
  #invite({ chapter }: Step): void {
    const { lab, state } = this.#conductor.session;
    const text = invitation(lab, state, chapter, String(QUESTIONS));
    if (text !== undefined) this.#say(text[this.#lang]);
  }

  #go(place: number): void {
    this.#dispatch({ do: 'go', place, pane: 'lesson' });
  }

  /** Tells what happens while something is done. */
  async #told(work: () => Promise<void>): Promise<void> {
    const { session } = this.#conductor;
    const stop = session.subscribe(event =>
      narrate(event, session.lab, this.#lang, (...lines) => this.#say(...lines)),
    );
    try {
      await work();
    } finally {
      stop();
    }
  }

  #sayFound(step: Step): void {
    const { live } = this.#conductor.snapshot();
    const found = live[step.id]?.found;
    if (found === undefined) return;
    this.#say(
      ...verification(found.checks, this.#lang),
      ...this.#way(step),
      ...found.samples.flatMap(sample => sampleLines(sample, this.#lang)),
    );
  }

  /** The way of the step's table through the pipeline, in a sentence. */
  #way(step: Step): readonly string[] {
    const { lab, state } = this.#conductor.session;
    const lineage = lineageAt(lab, state, step.id);
    return lineage === undefined ? [] : lineageSentence(lineage, this.#lang);
  }

  async #fix({ remedy }: Situation, actions: Actions): Promise<void> {
    if (remedy === undefined) return;
    const lang = this.#lang;
    this.#say(screenWords.remedy(remedy.words)[lang]);
    if (remedy.kind === 'run') return this.#told(() => actions.fix(remedy.steps));
    if (!agrees(await this.#dialogue.ask(words.sure[lang]))) return this.#say(words.cancelled[lang]);
    await this.#told(() => actions.redo(remedy.step));
  }

  async #report(actions: Actions): Promise<void> {
    const { report } = this.#options;
    if (report === undefined) return;
    await actions.report(signal => report(signal, this.#lang));
    const { report: made, lang } = this.#view;
    if (made === undefined) return;
    this.#say(...reportPage(made, { lang, width: WIDTH, glyphs: UNICODE }).map(plain));
    this.#view = { ...this.#view, report: undefined, focus: 'page' };
  }

  async #hint(step: Step, actions: Actions): Promise<void> {
    const lang = this.#lang;
    if (this.#view.hint === LAST_HINT) {
      const answer = await this.#dialogue.ask(words.assist[lang]);
      if (!agrees(answer)) return this.#say(words.cancelled[lang]);
      await this.#told(() => actions.assist(step));
      return;
    }
    await actions.hint(step);
    const { settings } = this.#conductor.session;
    const known = this.#known(step);
    const commands = this.#view.hint < LAST_HINT ? [] : commandsByHand(step, settings);
    const hints = hintsFor(known, ownHints(step, settings, known));
    this.#say(...hintSentences(this.#view.hint, hints, commands, lang));
  }

  #known(step: Step): Known {
    const { live, state } = this.#conductor.snapshot();
    return seenOf(state, live, step.id);
  }

  /** Why a step is most likely not right, and which choice mends it. */
  #sayCauses(step: Step): void {
    const lang = this.#lang;
    const causes = ownHints(step, this.#conductor.session.settings, this.#known(step));
    this.#say(...causes.map((cause, at) => words.cause(at + 1, causes.length, cause[lang])[lang]));
    const { remedy } = this.#situation();
    if (remedy !== undefined) this.#say(screenWords.remedy(remedy.words)[lang]);
  }

  #read(): void {
    const place = this.#places[this.#view.place];
    if (place === undefined) return;
    this.#say(...lessonPage(place, { lang: this.#lang, width: WIDTH, glyphs: UNICODE }).map(plain));
  }

  async #list(): Promise<void> {
    const { state, lab } = this.#conductor.session;
    this.#places.forEach((place, at) => {
      const title = place.kind === 'step' ? place.step.definition.title : place.chapter.title;
      const word =
        place.kind === 'step'
          ? `${STATE_SIGNS[progressOf(state, place.step.id).state].word[this.#lang]}${place.step.id === nextStep(lab, state) ? ` (${screenWords.nextToDo[this.#lang]})` : ''}`
          : screenWords[place.kind][this.#lang];
      this.#say(`${at + 1} ${title[this.#lang]}, ${word}.`);
    });
    const answer = (await this.#dialogue.ask(words.list[this.#lang])) ?? '';
    if (answer === '') return;
    const place = this.#places[Number(answer) - 1];
    if (place === undefined) return this.#say(words.notAChoice(answer)[this.#lang]);
    this.#go(this.#places.indexOf(place));
  }

  async #skip(step: Step, actions: Actions): Promise<void> {
    const reason = (await this.#dialogue.ask(words.reason[this.#lang])) ?? '';
    if (reason === '') return this.#say(words.cancelled[this.#lang]);
    await actions.skip(step, reason);
  }

  async #reset(step: Step, actions: Actions): Promise<void> {
    const answer = await this.#dialogue.ask(words.sure[this.#lang]);
    if (!agrees(answer)) return this.#say(words.cancelled[this.#lang]);
    await this.#told(() => actions.reset(step));
  }
}

/** `oui` and `yes` agree in both languages. */
function agrees(answer: string | undefined): boolean {
  return ['oui', 'yes'].includes(answer?.toLowerCase() ?? '');
}
