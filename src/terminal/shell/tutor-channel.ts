import { execFile } from 'node:child_process';
import { constants, open, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { TutorRequest } from '../contract.js';
import { parseRequest, tutorUsage } from './tutor-command.js';

/** What `tutor` prints and ends with. */
export interface TutorReply {
  exitCode: number;
  text: string;
}

/** Listens for `tutor` until closed. `folder` is private to this user. */
export async function openTutorChannel(
  folder: string,
  answer: (request: TutorRequest) => TutorReply,
): Promise<{ close(): void }> {
  const path = join(folder, 'requests');
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  // Open for writing too: a FIFO whose last writer leaves would end.
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const requests = new Socket({ fd, readable: true, writable: false });
  requests.on('error', () => requests.destroy());
  createInterface({ input: requests }).on('line', (line) => {
    const [, id, text = ''] = /^(\d+\.\d+) (.*)$/.exec(line) ?? [];
    if (!id) return;
    const request = parseRequest(text);
    sendReply(join(folder, `reply.${id}`), request ? answer(request) : { exitCode: 2, text: tutorUsage });
  });
  return { close: () => void requests.destroy() };
}

function sendReply(path: string, { exitCode, text }: TutorReply): void {
  open(path, constants.O_WRONLY | constants.O_NONBLOCK, (error, fd) => {
    // Nobody reads any more: the one who asked was interrupted.
    if (error) return;
    const reply = new Socket({ fd, readable: false, writable: true });
    reply.on('error', () => reply.destroy());
    reply.end(`${exitCode}\n${text.replaceAll('\0', '')}\0`);
  });
}
