import { isJsonObject, type Json } from '../../../json.js';

interface Member {
  key: string;
  start: number;
  end: number;
}

/** Index after the string that starts at `at`. */
function skipString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

/** Index after the value that starts at `at`. The text is valid JSON. */
function skipValue(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length;) {
    const char = text[i] ?? '';
    if (char === '"') i = skipString(text, i);
    else if (depth === 0 && ',}]'.includes(char)) return i;
    else {
      if ('{['.includes(char)) depth++;
      if ('}]'.includes(char)) depth--;
      i++;
    }
    if (depth === 0 && '"}]'.includes(char)) return i;
  }
  return text.length;
}

/** Members of the outermost object of valid JSON, with where their values stand in the text. */
function members(text: string): Member[] {
  const found: Member[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return found;
    const keyEnd = skipString(text, quote);
    const colon = text.indexOf(':', keyEnd) + 1;
    const start = colon + (/^\s*/.exec(text.slice(colon))?.[0].length ?? 0);
    at = skipValue(text, start);
    found.push({ key: JSON.parse(text.slice(quote, keyEnd)) as string, start, end: at });
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Puts members before the closing brace of an object's text. Later members win, for Go as for JavaScript. */
function append(objectText: string, inner: string, isEmpty: boolean): string {
  const brace = objectText.lastIndexOf('}');
  return `${objectText.slice(0, brace)}${isEmpty ? '' : ','}${inner}${objectText.slice(brace)}`;
}

/**
 * Adds labels to the `Labels` of a JSON object's text and changes nothing else: not even the writing of numbers, which
 * JavaScript could not hold. Text that is not a JSON object comes back as it is; the engine will say what is wrong.
 */
export function spliceLabels(text: string, labels: Readonly<Record<string, string>>): string {
  const whole = parse(text);
  if (!isJsonObject(whole)) return text;
  const inner = JSON.stringify(labels).slice(1, -1);
  // The engine reads keys without regard to case, and the last one wins.
  const place = members(text).findLast(({ key }) => key.toLowerCase() === 'labels');
  if (!place) return append(text, `"Labels":{${inner}}`, Object.keys(whole).length === 0);
  const value = text.slice(place.start, place.end);
  const old = parse(value);
  const next = isJsonObject(old) ? append(value, inner, Object.keys(old).length === 0) : `{${inner}}`;
  return text.slice(0, place.start) + next + text.slice(place.end);
}
