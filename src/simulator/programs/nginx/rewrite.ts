import type { Answer } from './answer.js';
import { moved, statusAnswer } from './answer.js';
import type { Scope } from './config.js';
import { interpolate, type Exchange } from './exchange.js';
import type { Directive } from './syntax.js';
import { encode } from '../lib/text.js';

/** What the rewrite directives of a block came to. `last`: look for a location again; `break`: stay. */
export type Rewritten =
  { kind: 'answer'; answer: Answer } | { kind: 'last' } | { kind: 'break' } | { kind: 'none' };

/** Runs set, if, return, rewrite and break of a block, in their order. */
export function runRewrites(exchange: Exchange, scope: Scope, defaultType: string): Rewritten {
  let changed = false;
  for (const directive of scope.directives) {
    const result = runOne(exchange, directive, scope, defaultType);
    if (result === 'changed') changed = true;
    else if (result) return result;
  }
  return changed ? { kind: 'last' } : { kind: 'none' };
}

function runOne(
  exchange: Exchange,
  directive: Directive,
  scope: Scope,
  defaultType: string,
): Rewritten | 'changed' | undefined {
  const { args } = directive;
  switch (directive.name) {
    case 'set':
      exchange.variables.set((args[0] ?? '').slice(1), interpolate(exchange, args[1] ?? ''));
      return undefined;
    case 'break':
      return { kind: 'break' };
    case 'return':
      return { kind: 'answer', answer: returned(exchange, args, defaultType) };
    case 'rewrite':
      return rewritten(exchange, args);
    case 'if': {
      if (!holds(exchange, args)) return undefined;
      const inner: Scope = { directives: directive.block ?? [], parent: scope };
      const result = runRewrites(exchange, inner, defaultType);
      if (exchange.location && exchange.location.scope === scope)
        exchange.location = { ...exchange.location, scope: inner };
      return result.kind === 'none' ? undefined : result;
    }
    default:
      return undefined;
  }
}

function returned(exchange: Exchange, args: readonly string[], defaultType: string): Answer {
  const [first = '', text] = args;
  if (!/^\d{3}$/.test(first)) return moved(exchange, 302, interpolate(exchange, first));
  const status = Number(first);
  if (status === 444) return { kind: 'close' };
  if ([301, 302, 303, 307, 308].includes(status) && text !== undefined)
    return moved(exchange, status, interpolate(exchange, text));
  if (text === undefined) return statusAnswer(exchange, status);
  const body = encode(interpolate(exchange, text));
  return { kind: 'response', status, headers: [['Content-Type', defaultType]], body };
}

function rewritten(exchange: Exchange, args: readonly string[]): Rewritten | 'changed' | undefined {
  const [pattern = '', replacement = '', flag] = args;
  const match = new RegExp(pattern).exec(exchange.uri);
  if (!match) return undefined;
  exchange.captures = [...match];
  const target = interpolate(exchange, replacement);
  const external = /^https?:\/\/|^\$scheme/.test(replacement);
  if (external || flag === 'redirect' || flag === 'permanent') {
    const query = exchange.args !== '' && !target.includes('?') ? `?${exchange.args}` : '';
    return {
      kind: 'answer',
      answer: moved(exchange, flag === 'permanent' ? 301 : 302, target.replace(/\?$/, '') + query),
    };
  }
  const [path = '', query] = target.split('?');
  exchange.uri = path;
  if (query !== undefined)
    exchange.args = query === '' ? '' : [query, exchange.args].filter(Boolean).join('&');
  if (flag === 'last') return { kind: 'last' };
  return flag === 'break' ? { kind: 'break' } : 'changed';
}

/** The condition of `if`. */
function holds(exchange: Exchange, args: readonly string[]): boolean {
  const words = args
    .join(' ')
    .replace(/^\(\s*/, '')
    .replace(/\s*\)$/, '')
    .split(/\s+/);
  const [first = '', operator, ...rest] = words;
  if (/^!?-[fdex]$/.test(first)) {
    const path = interpolate(exchange, operator ?? '');
    const there = exists(exchange, path, first.at(-1) ?? 'e');
    return first.startsWith('!') ? !there : there;
  }
  const value = interpolate(exchange, first);
  if (operator === undefined) return value !== '' && value !== '0';
  const other = rest.join(' ');
  switch (operator) {
    case '=':
      return value === interpolate(exchange, other);
    case '!=':
      return value !== interpolate(exchange, other);
    default: {
      const match = new RegExp(other.replace(/^"|"$/g, ''), operator.endsWith('*') ? 'i' : '').exec(value);
      if (match) exchange.captures = [...match];
      return operator.startsWith('!') ? !match : match !== null;
    }
  }
}

function exists(exchange: Exchange, path: string, kind: string): boolean {
  try {
    const { type } = exchange.context.fs.stat(path);
    return kind === 'd' ? type === 'directory' : kind === 'f' ? type === 'file' : true;
  } catch {
    return false;
  }
}
