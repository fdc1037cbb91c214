import { type Span, span } from '../text/line.js';
import type { Role } from '../theme/roles.js';

interface Rule {
  pattern: RegExp;
  read(match: RegExpExecArray, role: Role | undefined): Span[];
}

// First rule that matches at a place wins. Code comes first: nothing inside it is Markdown.
const rules: Rule[] = [
  { pattern: /^(`+)(.+?)\1(?!`)/s, read: (match) => [span(trimCode(match[2]!), 'code')] },
  { pattern: /^\\([\\`*_{}[\]()#+\-.!<>|~])/, read: (match, role) => [span(match[1]!, role)] },
  { pattern: /^\*\*(?=\S)(.+?\S|\S)\*\*/s, read: (match) => inlineSpans(match[1]!, 'strong') },
  { pattern: /^__(?=\S)(.+?\S|\S)__(?!\w)/s, read: (match) => inlineSpans(match[1]!, 'strong') },
  {
    pattern: /^\*(?=[^\s*])(.+?[^\s*]|[^\s*])\*(?!\*)/s,
    read: (match) => inlineSpans(match[1]!, 'emphasis'),
  },
  { pattern: /^_(?=\S)(.+?\S|\S)_(?!\w)/s, read: (match) => inlineSpans(match[1]!, 'emphasis') },
  {
    pattern: /^!?\[([^\]]+)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/,
    read: (match, role) => link(match[1]!, match[2]!, role),
  },
  { pattern: /^<((?:https?|mailto):[^>\s]+)>/, read: (match) => [span(match[1]!, 'link')] },
  { pattern: /^https?:\/\/[^\s<>)\]]*[^\s<>)\].,;:!?]/, read: (match) => [span(match[0], 'link')] },
];

/**
 * Text of facts, in which only names between backticks are code: stars and underscores in the values of a world are no
 * Markdown.
 */
export function factSpans(text: string, role?: Role): Span[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => (/^`[^`]+`$/.test(part) ? span(part.slice(1, -1), 'code') : span(part, role)));
}

/** Turns inline Markdown into spans: code, strong, emphasis, links (the address is shown, terminals may not hide it). */
export function inlineSpans(source: string, role?: Role): Span[] {
  const spans: Span[] = [];
  let text = '';
  for (let rest = source, before = ''; rest !== '';) {
    const found = firstMatch(rest, before);
    if (found) {
      if (text !== '') spans.push(span(text, role));
      text = '';
      spans.push(...found.rule.read(found.match, role));
    }
    const taken = found ? found.match[0].length : 1;
    if (!found) text += rest[0]!;
    before = rest[taken - 1]!;
    rest = rest.slice(taken);
  }
  if (text !== '') spans.push(span(text, role));
  return spans;
}

function firstMatch(rest: string, before: string): { rule: Rule; match: RegExpExecArray } | undefined {
  if (!/^[`\\*_![<h]/.test(rest)) return undefined;
  // snake_case and addresses inside words stay as they are.
  if (/\w/.test(before) && /^[_h]/.test(rest)) return undefined;
  for (const rule of rules) {
    const match = rule.pattern.exec(rest);
    if (match) return { rule, match };
  }
  return undefined;
}

function trimCode(text: string): string {
  const oneLine = text.replaceAll('\n', ' ');
  return /^ .*\S.* $/.test(oneLine) ? oneLine.slice(1, -1) : oneLine;
}

function link(label: string, url: string, role: Role | undefined): Span[] {
  if (label === url) return [span(url, 'link')];
  return [...inlineSpans(label, role), span(' (', role), span(url, 'link'), span(')', role)];
}
