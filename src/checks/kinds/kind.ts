import type { CheckContext, CheckResult, Trigger } from '../contract.js';
import type { Check, CheckOf } from '../schema.js';

/** What one check may look at: the context of its step, and what concerns it alone. */
export interface KindContext extends CheckContext {
  /** The answer given to this check. */
  answer?: string | undefined;
  /** Milliseconds since the epoch, for "12 s ago"; such words are left out when it is not known. */
  now?: number | undefined;
  /** Names that the checks of the step mention: such an object is meant, never a typing mistake. */
  named: ReadonlySet<string>;
}

/** A kind of check: all that the rest of the room knows of it. A new kind is one schema and one of these. */
export interface CheckKind<K extends Check['kind']> {
  /** The checklist line when the author gives none. */
  title(check: CheckOf<K>): string;
  /** What can change the result. */
  triggers: readonly Trigger[];
  /** Whether the result can change without any event: servers begin to answer, logs grow. */
  drifts(context: Pick<CheckContext, 'commands'>): boolean;
  /** Looks at the world. `$same` and `$remembered` are resolved. May throw TutorError; the caller makes it evidence. */
  evaluate(check: CheckOf<K>, context: KindContext): CheckResult | Promise<CheckResult>;
}
