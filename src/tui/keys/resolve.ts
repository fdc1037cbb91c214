import { type IntentId, type IntentRow, type Place, intents } from './intents.js';

/** The rows that can be asked for at a place. */
export function rowsAt(place: Place): IntentRow[] {
  return intents.filter((row) => row.where.includes(place));
}

/**
 * What a key asks for. `typing`: the terminal has the keyboard, so only function keys count.
 * `afterLeader`: the leader was pressed before.
 */
export function resolveKey(
  key: string,
  at: { place: Place; typing: boolean; afterLeader: boolean },
): IntentId | undefined {
  const rows = rowsAt(at.place);
  const found = at.afterLeader
    ? rows.find((row) => row.leader === key)
    : rows.find((row) => row.keys?.includes(key) || (!at.typing && row.plain?.includes(key)));
  return found?.id;
}
