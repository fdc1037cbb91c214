import type { Reply } from './resp.js';

function quote(text: string): string {
  const named: Record<string, string> = {
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\x07': '\\a',
    '\b': '\\b',
    '"': '\\"',
    '\\': '\\\\',
  };
  const escaped = text.replace(/["\\\n\r\t\x07\b]/g, (char) => named[char] ?? char);
  return `"${escaped.replace(/[^ -~]/gu, (char) => [...new TextEncoder().encode(char)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''))}"`;
}

/** A reply as redis-cli shows it on a terminal, with types and numbered lists. Ends with a newline. */
export function formatReply(reply: Reply, indent = ''): string {
  switch (reply.kind) {
    case 'status':
      return `${reply.text}\n`;
    case 'error':
      return `(error) ${reply.text}\n`;
    case 'integer':
      return `(integer) ${reply.value}\n`;
    case 'nil':
      return '(nil)\n';
    case 'bulk':
      return `${quote(reply.text)}\n`;
    case 'array': {
      if (reply.items.length === 0) return '(empty array)\n';
      const width = String(reply.items.length).length;
      return reply.items
        .map((item, index) => {
          const number = `${String(index + 1).padStart(width)}) `;
          return (index === 0 ? '' : indent) + number + formatReply(item, indent + ' '.repeat(number.length));
        })
        .join('');
    }
  }
}

/** A reply as redis-cli prints it into a pipe: bare texts, one a line. */
export function formatRaw(reply: Reply): string {
  switch (reply.kind) {
    case 'nil':
      return '';
    case 'integer':
      return String(reply.value);
    case 'error':
      return `${reply.text}\n`;
    case 'status':
    case 'bulk':
      return reply.text;
    case 'array':
      return reply.items.map(formatRaw).join('\n');
  }
}
