/** One simple command of a script: its words, quotes removed. */
export type Command = string[];

/**
 * The simple commands of a bash script, well enough to see which images and ports it names: quotes, comments, line
 * continuations, separators, substitutions and here-documents. Words with a variable keep their `$`.
 */
export function commandsOf(script: string): Command[] {
  const commands: Command[] = [];
  let words: Command = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  const text = withoutHereDocuments(script.replace(/\\\r?\n/g, ' '));
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === "'" || char === '"') {
      const end = closingQuote(text, index);
      word = (word ?? '') + text.slice(index + 1, end).replace(char === '"' ? /\\(["\\$`])/g : /$^/, '$1');
      index = end;
    } else if (char === '\\') {
      word = (word ?? '') + (text[++index] ?? '');
    } else if (char === '#' && word === undefined) {
      while (index + 1 < text.length && text[index + 1] !== '\n') index++;
    } else if (char === '$' && text[index + 1] === '(') {
      // What is inside is a command of its own; the word around it goes on with an unknown value.
      const end = closingParenthesis(text, index + 1);
      commands.push(...commandsOf(text.slice(index + 2, end)));
      word = `${word ?? ''}$`;
      index = end;
    } else if (/[\n;&|()]/.test(char)) endCommand();
    else if (/\s/.test(char)) endWord();
    else word = (word ?? '') + char;
  }
  endCommand();
  return commands;
}

function closingQuote(text: string, start: number): number {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\' && quote === '"') index++;
    else if (text[index] === quote) return index;
  }
  return text.length;
}

function closingParenthesis(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === '(') depth++;
    else if (text[index] === ')' && --depth === 0) return index;
  }
  return text.length;
}

/** The texts between `<<EOF` and `EOF`. */
export function hereDocuments(script: string): string[] {
  return [...script.matchAll(hereDocument)].map((match) => match[4] ?? '');
}

function withoutHereDocuments(script: string): string {
  return script.replace(hereDocument, (_, __, ___, rest: string) => rest);
}

/** Quote, tag, the rest of the line, the document. */
const hereDocument = /<<-?[ \t]*(["']?)(\w+)\1([^\n]*)\n((?:[^\n]*\n)*?)[ \t]*\2[ \t]*(?=\n|$)/g;
