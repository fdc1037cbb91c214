import type { Unsubscribe } from '../environments/contract.js';
import type { Size, TerminalSession } from './contract.js';
import type { Emulator } from './emulator.js';

/** Connects a shell with the emulator that shows it: output one way, the emulator's answers the other. */
export function attach(session: TerminalSession, emulator: Emulator): Unsubscribe {
  const stops = [
    session.onData((chunk) => emulator.write(chunk)),
    emulator.onReply((bytes) => session.write(bytes)),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Resizes both: the emulator first, so that the shell never draws for a size that its screen has not. */
export function resizeBoth(session: TerminalSession, emulator: Emulator, size: Size): void {
  emulator.resize(size);
  session.resize(size);
}
