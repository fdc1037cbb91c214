/** Where a text stops being JSON. */
interface JsonError {
  /** Characters from the start of the text. */
  offset: number;
  says: string;
}

const blank = /[ \t\r\n]*/y;
const scalar =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Finds the first mistake in a JSON text (RFC 8259); undefined when there is none. JSON.parse does not always say where. */
export function findJsonError(text: string): JsonError | undefined {
  let at = 0;
  const skip = () => {
    blank.lastIndex = at;
    blank.test(text);
    at = blank.lastIndex;
  };
  const take = (char: string) => {
    skip();
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  const fail = (wanted: string): JsonError => {
    skip();
    const found = at < text.length ? `found ${JSON.stringify(text.charAt(at))}` : 'the file ends';
    return { offset: at, says: `${found} where ${wanted} is needed` };
  };

  function atom(wanted: string, stringOnly = false): JsonError | undefined {
    skip();
    scalar.lastIndex = at;
    if ((stringOnly && text[at] !== '"') || !scalar.test(text)) return fail(wanted);
    at = scalar.lastIndex;
    return undefined;
  }

  function items(close: string, item: () => JsonError | undefined): JsonError | undefined {
    if (take(close)) return undefined;
    for (;;) {
      const error = item();
      if (error) return error;
      if (take(close)) return undefined;
      if (!take(',')) return fail(`"," or "${close}"`);
    }
  }

  function member(): JsonError | undefined {
    return atom('a key in double quotes', true) ?? (take(':') ? value() : fail('":"'));
  }

  function value(): JsonError | undefined {
    if (take('{')) return items('}', member);
    if (take('[')) return items(']', value);
    return atom('a value');
  }

  const error = value();
  if (error) return error;
  skip();
  return at < text.length ? fail('the end of the file') : undefined;
}
