import { systemClock, type SessionClock } from './clock.js';
import type { TerminalSession } from './contract.js';

/** Time between two Ctrl-C, in milliseconds. */
const again = 200;

/**
 * Presses Ctrl-C until the shell reads a command again, or has ended. Once is not always enough: bash that is just
 * starting a program swallows it, and programs like `docker compose up` want it twice.
 */
export async function interrupt(session: TerminalSession, clock: SessionClock = systemClock): Promise<void> {
  let cancel = () => {};
  const press = () => {
    session.write('\x03');
    cancel = clock.after(again, press);
  };
  const stops: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    stops.push(
      session.onPrompt((prompt) => prompt === 'command' && resolve()),
      session.onExit(() => resolve()),
    );
    if (session.prompt() === 'command') resolve();
    else press();
  });
  cancel();
  stops.forEach((stop) => stop());
}
