import type { CheckContext, CheckResult, Trigger } from '../checks/contract.js';
import { isQuiz, isTask, type Lesson } from '../course/lesson.js';
import { quizOptions } from '../course/player/selectors.js';
import { reduce } from '../course/player/reduce.js';
import type { PlayerEvent, PlayerState } from '../course/player/state.js';
import type { TaskStep } from '../course/schema.js';
import type { CommandRecord, Environment, PrepareProgress, ShellSpec } from '../environments/contract.js';
import { TutorError } from '../errors.js';
import type { Json } from '../json.js';
import type { Size, TerminalSession, TutorRequest } from '../terminal/contract.js';
import type { Intent, LessonSession, UiRequest } from './contract.js';
import { createEvaluator } from './evaluator.js';
import { emitter } from './emitter.js';
import { reactionTo, replyTo } from './requests.js';
import { roomOf } from './room.js';

/** What a lesson session is made of. Everything that touches the machine is handed in. */
export interface SessionParts {
  lesson: Lesson;
  /** The state to begin with: a fresh one, or one brought back from the progress file. */
  initial: PlayerState;
  /** True when the learner comes back: files stay, setup is not run again. */
  resume: boolean;
  environment: Environment;
  openTerminal(shell: ShellSpec, size: Size): Promise<TerminalSession>;
  checks: {
    evaluate(
      step: TaskStep,
      context: CheckContext,
      look: { changed?: ReadonlySet<Trigger>; previous: (CheckResult | undefined)[]; now: number },
    ): Promise<{
      results: (CheckResult | undefined)[];
      feedback?: { id: string; text: string };
      /** A later look may find more although nothing happens. */
      lookAgain: boolean;
    }>;
    remember(step: TaskStep, world: Environment['world']): Promise<Record<string, Json>>;
  };
  /** The lesson begins anew: what comes from now on is another run. */
  startOver(): Promise<void>;
  /** Orders the options of questions; whoever shows them must use the same. */
  seed: string;
  /** Keeps the state; called after every change worth keeping, resolves when it is on disk. */
  save(state: PlayerState): Promise<void>;
  now(): number;
  after(ms: number, call: () => void): () => void;
}

/** A pause longer than this is a coffee, not time spent on the step. */
const idleMs = 120_000;

/** Opens a lesson: prepares its world, starts its shell, and looks at the checks whenever something changed. */
export function openLessonSession(parts: SessionParts): LessonSession {
  const { lesson, environment } = parts;
  const room = roomOf(lesson);
  const abort = new AbortController();
  const changes = emitter<void>();
  const uiRequests = emitter<UiRequest>();
  const preparation = new Map<string, PrepareProgress>();
  let state = parts.initial;
  let terminal: TerminalSession | undefined;
  let size: Size = { columns: 80, rows: 24 };
  let lastEvent = parts.now();
  let rememberedUpTo = -1;
  let saving: Promise<void> = Promise.resolve();
  let closed = false;

  function dispatch(event: PlayerEvent): void {
    const elapsedMs = Math.min(parts.now() - lastEvent, idleMs);
    lastEvent = parts.now();
    const before = state;
    state = reduce(reduce(state, { type: 'tick', elapsedMs }), event);
    if (state.current !== before.current || state.phase !== before.phase) evaluator.changed(...everything);
    if (state !== before) {
      save();
      changes.emit();
    }
  }

  function save(): void {
    const snapshot = state;
    saving = saving
      .then(() => (snapshot === state || closed ? parts.save(snapshot) : undefined))
      .catch(reportSaving);
  }

  function reportSaving(error: unknown): void {
    const says = error instanceof Error ? error.message : String(error);
    state = { ...state, notice: { says: `Your progress could not be saved: ${says}` } };
    changes.emit();
  }

  const evaluator = createEvaluator({ look, after: parts.after });

  async function look(changed: ReadonlySet<Trigger> | undefined): Promise<{ lookAgain: boolean }> {
    const index = state.current;
    const step = lesson.steps[index];
    if (closed || state.phase !== 'playing' || !step || !isTask(step)) return { lookAgain: false };
    await remember(index);
    const own = state.steps[index];
    if (!own || own.status === 'solved') return { lookAgain: false };
    const { commands, answers, remembered } = own;
    const { results, feedback, lookAgain } = await parts.checks.evaluate(
      step,
      { world: environment.world, commands, answers, remembered },
      { changed, previous: own.results, now: parts.now() },
    );
    if (state.current === index) dispatch({ type: 'checked', step: index, results, feedback });
    // The next step begins in the world as it is now, also for a learner who types ahead of `next`.
    if (state.steps[index]?.status === 'solved') await remember(index + 1);
    return { lookAgain };
  }

  /** Keeps what a step wants to know of the world at its beginning; once, also over several visits. */
  async function remember(index: number): Promise<void> {
    const step = lesson.steps[index];
    if (rememberedUpTo >= index || !step || !isTask(step)) return;
    rememberedUpTo = index;
    const known = state.steps[index]?.remembered ?? {};
    if (!step.remember || Object.keys(known).length > 0) return;
    dispatch({
      type: 'remembered',
      step: index,
      values: await parts.checks.remember(step, environment.world),
    });
  }

  async function prepare(resume: boolean): Promise<void> {
    try {
      await environment.prepare(room, {
        resume,
        signal: abort.signal,
        onProgress(progress) {
          preparation.set(progress.item, progress);
          changes.emit();
        },
      });
      if (closed) return;
      await openShell();
      dispatch({ type: 'prepared' });
    } catch (error) {
      if (!closed) dispatch({ type: 'prepare-failed', ...inWords(error) });
    }
  }

  async function openShell(): Promise<void> {
    const opened = await parts.openTerminal(environment.shell(room), size);
    if (closed) return opened.kill();
    terminal = opened;
    opened.onCommand((record) => onCommand(record));
    opened.onRequest((request) => onRequest(request));
    // A learner who types `exit` gets a new shell: the lesson goes on.
    opened.onExit(() => {
      if (closed || terminal !== opened) return;
      terminal = undefined;
      void openShell().catch((error: unknown) => dispatch({ type: 'prepare-failed', ...inWords(error) }));
    });
    opened.resize(size);
    changes.emit();
  }

  function onCommand(record: CommandRecord): void {
    if (isTutorCommand(record.line)) return;
    dispatch({ type: 'command', record });
    evaluator.changed('command', 'files', 'http');
  }

  function onRequest(request: TutorRequest): string {
    const before = state;
    const { intent, ui } = reactionTo(request);
    if (intent) send(intent);
    if (ui) uiRequests.emit(ui);
    return replyTo(request, before, state);
  }

  function send(intent: Intent): void {
    switch (intent.type) {
      case 'check':
        void evaluator.all().then(() => uiRequests.emit('check'));
        return;
      case 'reset':
        void reset();
        return;
      case 'answer':
        answer(intent.text);
        return;
      default:
        dispatch(intent);
    }
  }

  /** In a quiz the answer is the number of an option as it stands on screen; elsewhere it is text. */
  function answer(text: string): void {
    const step = lesson.steps[state.current];
    if (step && isQuiz(step)) {
      const own = state.steps[state.current];
      const chosen = own && quizOptions(step.quiz, own, parts.seed)[Number(text.trim()) - 1];
      if (chosen) dispatch({ type: 'choose', option: chosen.option });
      return;
    }
    dispatch({ type: 'answer', text });
    evaluator.changed('answer');
  }

  async function reset(): Promise<void> {
    const old = terminal;
    terminal = undefined;
    rememberedUpTo = -1;
    preparation.clear();
    dispatch({ type: 'reset' });
    await old?.kill();
    try {
      await parts.startOver();
      await environment.reset(room);
      await openShell();
      dispatch({ type: 'prepared' });
    } catch (error) {
      dispatch({ type: 'prepare-failed', ...inWords(error) });
    }
  }

  const stops = [
    environment.world.docker.onChange(() => evaluator.changed('docker', 'http')),
    environment.world.files.onChange(() => evaluator.changed('files', 'http')),
    environment.world.docker.onHealth((health) => {
      dispatch({ type: 'health', ...health });
      if (health.up) evaluator.changed(...everything);
    }),
  ];
  void prepare(parts.resume);

  return {
    summary: environment.summary,
    state: () => state,
    preparation: () => [...preparation.values()],
    onChange: (listener) => changes.on(listener),
    onUiRequest: (listener) => uiRequests.on(listener),
    send,
    terminal: () => terminal,
    resize(next) {
      size = next;
      terminal?.resize(next);
    },
    async close() {
      closed = true;
      abort.abort();
      evaluator.close();
      for (const stop of stops) stop();
      save();
      await Promise.all([terminal?.kill(), saving]);
      // A lesson that is done leaves nothing behind; one that is not waits as it was left.
      if (state.phase === 'done') await environment.clean(room);
    },
  };
}

const everything = ['docker', 'files', 'command', 'answer', 'http'] as const satisfies Trigger[];

function isTutorCommand(line: string): boolean {
  return /^\s*tutor(\s|$)/.test(line);
}

function inWords(error: unknown): { says: string; next?: string } {
  if (error instanceof TutorError) return { says: error.message, next: error.detail.next };
  return { says: error instanceof Error ? error.message : String(error) };
}
