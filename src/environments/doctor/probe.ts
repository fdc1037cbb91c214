import type { Finding } from '../contract.js';
import type { EngineClient } from '../docker/client.js';
import type { Machine } from '../docker/find.js';

/** How a program ended; both streams trimmed. */
export interface CommandOutcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The terminal that the program runs in. */
export interface TerminalFacts {
  isTty: boolean;
  columns: number;
  rows: number;
  /** Bits of colour: 1, 4, 8 or 24. */
  colourDepth: number;
}

/** What probes may ask of the machine. All of it is injected, so that a test can describe any machine. */
export interface DoctorContext extends Machine {
  /** "20.18.1" */
  nodeVersion: string;
  terminal: TerminalFacts;
  /** Images of the lessons that are asked about. */
  images: readonly string[];
  /** Runs a program; undefined when there is none of that name. */
  run(program: string, argv: readonly string[]): Promise<CommandOutcome | undefined>;
  /** The engine; throws TutorError when none answers. Asked once, however often it is called. */
  engine(): Promise<{ client: EngineClient; source: string }>;
  /** Whether a pseudo terminal can be had; the terminal knows. */
  pty(): Promise<{ ok: boolean; says: string }>;
  /** Free bytes on the disk of a path; undefined when the path is not on this machine. */
  freeDisk(path: string): Promise<number | undefined>;
  /** True when nothing listens on the port of this machine. */
  isPortFree(port: number): Promise<boolean>;
}

/** One thing to look at. */
export interface Probe {
  /** Names the probe when it breaks; findings have ids of their own. */
  id: string;
  look(context: DoctorContext): Promise<Finding[]>;
}

/** The engine, or undefined when none answers: probes of an engine's inside have nothing to say then. */
export async function engineIfAny(context: DoctorContext): Promise<EngineClient | undefined> {
  return context.engine().then(
    ({ client }) => client,
    () => undefined,
  );
}
