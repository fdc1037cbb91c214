import type { PlayerState } from '../course/player/state.js';
import type { PrepareProgress, Unsubscribe } from '../environments/contract.js';
import type { Size, TerminalSession, TutorRequest } from '../terminal/contract.js';

/** What a person can ask a lesson session for; the screen, plain mode and `tutor WORD` all end here. */
export type Intent =
  | { type: 'hint' }
  | { type: 'solution' }
  | { type: 'check' }
  | { type: 'next' }
  | { type: 'back' }
  | { type: 'view'; step: number }
  | { type: 'reset' }
  | { type: 'answer'; text: string }
  | { type: 'choose'; option: number };

/**
 * Things that the one who shows the session must do itself: open the map, ask before the solution, leave; `check`: the
 * look that was asked for is done, show what it found.
 */
export type UiRequest = Extract<TutorRequest['word'], 'map' | 'quit' | 'help' | 'solution' | 'check'>;

/** One lesson being played: environment, shell, checks, player and progress, without any screen. */
export interface LessonSession {
  state(): PlayerState;
  /** Progress of the preparation, one entry per item, in order of first mention. */
  preparation(): readonly PrepareProgress[];
  /** One calm line about where the lesson runs. */
  readonly summary: string;
  /** Called after state or preparation changed. */
  onChange(listener: () => void): Unsubscribe;
  /** Called when the learner typed `tutor map|quit|help|solution|check`. */
  onUiRequest(listener: (request: UiRequest) => void): Unsubscribe;
  send(intent: Intent): void;
  /** The shell; undefined until the environment is prepared, a new one after `reset` or when the old one ended. */
  terminal(): TerminalSession | undefined;
  /** Tells the shell the size of its pane; kept for the shells that follow. */
  resize(size: Size): void;
  /** Ends the shell and saves progress. What the learner made stays for the next visit, unless the lesson is done. */
  close(): Promise<void>;
}
