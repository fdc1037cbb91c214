import { innerBytes, wheelBytes } from '../../terminal/inner-input.js';
import { type InputToken, createInputSplitter } from '../../terminal/input.js';
import { isTyping, placeOf } from '../app/place.js';
import { type Performer, perform, say, scrollLesson } from '../app/perform.js';
import type { Rect } from '../contract.js';
import { resolveKey } from '../keys/resolve.js';
import { backgroundFromReport } from '../theme/detect.js';
import { keyName, leftClick } from './key-name.js';
import { typeInto } from './text-entry.js';

/** Silence after which a lone Escape was the key and not the beginning of a sequence. */
const escapeAfter = 50;

/** What the router needs besides what intents act on. */
interface RouterParts extends Performer {
  /** The byte of the leader. */
  leaderByte: string;
  /** Where the terminal is; undefined when it is not on screen. */
  pane(): Rect | undefined;
  onBackground(background: 'dark' | 'light'): void;
}

/** The one owner of what is typed: tells the tutor's keys from those of the shell. Returns a function that takes chunks. */
export function createRouter(on: RouterParts): (chunk: string) => void {
  const typing = () => isTyping(on.store.get());
  const shell = () => on.host.shell();
  const splitter = createInputSplitter(isOurs);
  let cancelFlush: (() => void) | undefined;

  function isOurs(bytes: string): boolean {
    if (bytes === on.leaderByte || on.store.get().leader || bytes.startsWith('\u001b]11;')) return true;
    if (!typing()) return true;
    const key = keyName(bytes);
    return (
      key !== undefined &&
      resolveKey(key, { place: placeOf(on.store.get()), typing: true, afterLeader: false }) !== undefined
    );
  }

  function take(tokens: readonly InputToken[]): void {
    let forShell = '';
    const flush = () => {
      if (forShell !== '') send(forShell);
      forShell = '';
    };
    for (const token of tokens) {
      // Focus can change between two tokens, so each is looked at when its turn comes.
      if (token.type === 'pass' && typing() && !on.store.get().leader) {
        forShell += innerBytes(token, shell()!.emulator.modes());
        continue;
      }
      flush();
      handle(token);
    }
    flush();
  }

  function send(bytes: string): void {
    const { store } = on;
    if (store.get().message !== undefined) store.dispatch({ type: 'message', text: undefined });
    const open = shell();
    if (open && open.emulator.scrollOffset() > 0) open.emulator.scrollToEnd();
    open?.session.write(bytes);
  }

  function handle(token: InputToken): void {
    switch (token.type) {
      case 'pass':
      case 'ours':
        return pressed(token.bytes);
      case 'paste':
        if (typing()) return send(innerBytes(token, shell()!.emulator.modes()));
        if (token.part === 'text') typeInto(on, token.bytes);
        return;
      case 'wheel':
        return wheel(token);
      case 'mouse':
        return clicked(token.bytes);
    }
  }

  function pressed(bytes: string): void {
    const { store } = on;
    const report = bytes.startsWith('\u001b]11;') ? backgroundFromReport(bytes) : undefined;
    if (report) return on.onBackground(report);
    if (store.get().message !== undefined) store.dispatch({ type: 'message', text: undefined });
    const state = store.get();
    const afterLeader = state.leader;
    store.dispatch({ type: 'leader', on: bytes === on.leaderByte && !afterLeader });
    if (bytes === on.leaderByte) {
      if (afterLeader && typing()) send(bytes);
      return;
    }
    // Printable characters may come several at a time, and the first may give the keyboard to the terminal.
    const [first] = bytes.startsWith('\u001b') ? [bytes] : bytes;
    if (first === undefined) return;
    key(first, afterLeader);
    const rest = bytes.slice(first.length);
    if (rest !== '') take([{ type: 'pass', bytes: rest }]);
  }

  function key(bytes: string, afterLeader: boolean): void {
    const name = keyName(bytes);
    if (name === undefined) return;
    const state = on.store.get();
    if (!afterLeader && typeInto(on, bytes, name)) return;
    const intent = resolveKey(name, { place: placeOf(state), typing: typing(), afterLeader });
    if (intent) return perform(on, intent, name);
    if (afterLeader && name !== 'esc') {
      say(on, `${on.leader} ${name} is not a command. ${on.leader} ? shows all keys.`);
    } else if (placeOf(state) === 'lesson' && state.lesson?.terminal && name.length === 1) {
      say(on, 'The lesson has the keyboard. F9 or Tab gives it to the terminal.');
    }
  }

  function wheel(token: Extract<InputToken, { type: 'wheel' }>): void {
    const state = on.store.get();
    const rows = token.direction === 'up' ? -3 : 3;
    if (state.dialog) return perform(on, rows < 0 ? 'scroll-up' : 'scroll-down', 'wheel');
    const pane = on.pane();
    const open = shell();
    if (open && pane && contains(pane, token)) {
      const inner = {
        direction: token.direction,
        column: token.column - pane.left,
        row: token.row - pane.top,
      };
      const bytes = wheelBytes(inner, open.emulator.modes());
      return bytes === undefined ? open.emulator.scrollBy(rows) : open.session.write(bytes);
    }
    if (placeOf(state) === 'home') perform(on, rows < 0 ? 'up' : 'down');
    else scrollLesson(on, rows);
  }

  function clicked(bytes: string): void {
    const state = on.store.get();
    const click = leftClick(bytes);
    const pane = on.pane();
    const place = placeOf(state);
    if (!click || !pane || (place !== 'lesson' && place !== 'quiz')) return;
    on.store.dispatch({ type: 'focus', focus: contains(pane, click) ? 'terminal' : 'lesson' });
  }

  return (chunk) => {
    cancelFlush?.();
    cancelFlush = undefined;
    take(splitter.push(chunk));
    if (splitter.pending()) cancelFlush = on.deps.after(escapeAfter, () => take(splitter.flush()));
  };
}

function contains(rect: Rect, cell: { column: number; row: number }): boolean {
  const { left, top, width, height } = rect;
  return cell.column >= left && cell.column < left + width && cell.row >= top && cell.row < top + height;
}
