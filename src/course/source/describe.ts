/** What stands in a file, in the words of someone who writes YAML: `the number 5`, `a list of 3`, `text "abc"`. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  switch (typeof value) {
    case 'string':
      return value === '' ? 'empty text' : `text ${JSON.stringify(shorten(value))}`;
    case 'number':
      return `the number ${value}`;
    case 'boolean':
      return `${value}`;
    case 'object': {
      const keys = Object.keys(value);
      return keys.length === 0 ? 'an empty map' : `a map with ${shorten(keys.join(', '))}`;
    }
    default:
      return typeof value;
  }
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
