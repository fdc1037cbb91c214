import { type Performer } from '../app/perform.js';
import { placeOf } from '../app/place.js';
import { clean } from '../text/line.js';

/**
 * Gives a key to the search that is open, in the list of lessons or in the terminal. False when none is, or when the
 * key is not for it. Without a name the bytes are pasted text.
 */
export function typeInto(on: Performer, bytes: string, name?: string): boolean {
  const state = on.store.get();
  if (state.home.searching && placeOf(state) === 'home') return inHome(on, bytes, name);
  return state.search && !state.dialog ? inTerminal(on, bytes, name) : false;
}

function inHome(on: Performer, bytes: string, name: string | undefined): boolean {
  const { store } = on;
  const { query } = store.get().home;
  if (name === 'esc' || name === 'enter') {
    store.dispatch({ type: 'home', action: { type: 'search-done', keep: name === 'enter' } });
    return true;
  }
  const text = edited(query, bytes, name);
  if (text === undefined) return false;
  store.dispatch({ type: 'home', action: { type: 'query', text } });
  return true;
}

function inTerminal(on: Performer, bytes: string, name: string | undefined): boolean {
  const { store, host } = on;
  const emulator = host.shell()?.emulator;
  const before = store.get().search?.text ?? '';
  if (name === 'esc') {
    store.dispatch({ type: 'search', search: undefined });
    emulator?.scrollToEnd();
    return true;
  }
  const text = edited(before, bytes, name);
  const again = name === 'enter' || name === 'up' || name === 'down';
  if (text === undefined && !again) return false;
  const wanted = text ?? before;
  const found = wanted === '' ? undefined : emulator?.search(wanted, name === 'down' ? 'forward' : 'back');
  store.dispatch({ type: 'search', search: { text: wanted, found } });
  return true;
}

/** The text after a key; undefined when the key does not change text. */
function edited(text: string, bytes: string, name: string | undefined): string | undefined {
  if (name === 'backspace') return [...text].slice(0, -1).join('');
  if (name === 'ctrl+u') return '';
  const typed = clean(bytes);
  return bytes.startsWith('\u001b') || typed === '' ? undefined : text + typed;
}
