/** Whether a pseudo-terminal can be had here, or why not, in words for the learner. */
export type PtyAvailability = { ok: true } | { ok: false; why: string };

/** Facts about the machine that decide whether node-pty can work. */
export interface PtyPlatform {
  platform: NodeJS.Platform;
  arch: string;
  /** Version of glibc that node runs on; undefined on musl. */
  glibc: string | undefined;
  load(): Promise<unknown>;
}

/** Loads node-pty; lazily, because it is native code that the first frame does not need. */
export const loadPty = () => import('@lydell/node-pty');

/**
 * Whether `openPtySession` can work. On musl the prebuilt node-pty loads and then kills the whole process at its first
 * use (it links glibc), so it is refused before that.
 */
export async function ptyAvailable(machine: PtyPlatform = thisMachine()): Promise<PtyAvailability> {
  if (machine.platform === 'win32') {
    return { ok: false, why: 'On Windows the full terminal needs WSL; start kube-tutor inside WSL.' };
  }
  if (machine.platform === 'linux' && !machine.glibc) {
    return { ok: false, why: 'This Linux uses musl, and the terminal component needs glibc.' };
  }
  try {
    await machine.load();
    return { ok: true };
  } catch {
    return {
      ok: false,
      why: `The terminal component (@lydell/node-pty) is not installed for ${machine.platform}-${machine.arch}.`,
    };
  }
}

function thisMachine(): PtyPlatform {
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: process.platform === 'linux' ? glibcVersion() : undefined,
    load: loadPty,
  };
}

function glibcVersion(): string | undefined {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime;
}
