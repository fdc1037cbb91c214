import type { ProcessContext, Stat } from '../../host/contract.js';

/** The expression of test(1) does not make sense. */
export class TestError extends Error {
  override readonly name = 'TestError';
}

const fileTests = 'bcdefghkLnoOprsStuwxzGN';

/** Evaluates the expression of test(1), `[` and `[[`. `isTty` answers -t. */
export function test(
  context: ProcessContext,
  args: readonly string[],
  isTty: (fd: number) => boolean,
): boolean {
  let at = 0;
  const left = () => args.length - at;
  const unary = (operator: string, operand: string): boolean => {
    if (operator === '-n') return operand !== '';
    if (operator === '-z') return operand === '';
    if (operator === '-t') return isTty(integer(operand));
    return fileTest(context, operator[1] ?? '', operand);
  };
  const or = (): boolean => {
    let value = and();
    while (args[at] === '-o' || args[at] === '||') {
      at++;
      value = and() || value;
    }
    return value;
  };
  const and = (): boolean => {
    let value = not();
    while (args[at] === '-a' || args[at] === '&&') {
      at++;
      value = not() && value;
    }
    return value;
  };
  const not = (): boolean => {
    if (args[at] === '!' && left() > 1) {
      at++;
      return !not();
    }
    return primary();
  };
  const primary = (): boolean => {
    const first = args[at];
    if (first === undefined) throw new TestError('argument expected');
    const operator = args[at + 1];
    if (operator !== undefined && isBinary(operator) && left() > 2) {
      const second = args[at + 2] ?? '';
      at += 3;
      return binary(context, first, operator, second);
    }
    if (first === '(' && left() > 1) {
      at++;
      const value = or();
      if (args[at] !== ')') throw new TestError('closing paren expected');
      at++;
      return value;
    }
    if (/^-[a-zA-Z]$/.test(first) && fileTests.includes(first[1] ?? ' ') && left() > 1) {
      at += 2;
      return unary(first, operator ?? '');
    }
    at++;
    return first !== '';
  };
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  const value = or();
  if (at < args.length) throw new TestError(`${args[at]}: unknown operand`);
  return value;
}

const binaryOperators = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef', '=~']); // prettier-ignore

function isBinary(operator: string): boolean {
  return binaryOperators.has(operator);
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: bad number`);
  return Number(text);
}

function binary(context: ProcessContext, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '=~':
      return new RegExp(right).test(left);
    case '-eq':
      return integer(left) === integer(right);
    case '-ne':
      return integer(left) !== integer(right);
    case '-lt':
      return integer(left) < integer(right);
    case '-le':
      return integer(left) <= integer(right);
    case '-gt':
      return integer(left) > integer(right);
    case '-ge':
      return integer(left) >= integer(right);
    default: {
      const [first, second] = [stat(context, left), stat(context, right)];
      if (operator === '-ef') return first !== undefined && first.inode === second?.inode;
      const [newer, older] = operator === '-nt' ? [first, second] : [second, first];
      return newer !== undefined && (older === undefined || newer.mtime > older.mtime);
    }
  }
}

function stat(context: ProcessContext, path: string, follow = true): Stat | undefined {
  try {
    return follow ? context.fs.stat(path) : context.fs.lstat(path);
  } catch {
    return undefined;
  }
}

function fileTest(context: ProcessContext, letter: string, path: string): boolean {
  const found = stat(context, path, letter !== 'h' && letter !== 'L');
  if (!found) return false;
  const { uid, gid, groups } = context.credentials;
  switch (letter) {
    case 'e':
      return true;
    case 'f':
      return found.type === 'file';
    case 'd':
      return found.type === 'directory';
    case 'h':
    case 'L':
      return found.type === 'symlink';
    case 'p':
      return found.type === 'fifo';
    case 'S':
      return found.type === 'socket';
    case 'b':
      return false;
    case 'c':
      return found.type === 'device';
    case 's':
      return found.size > 0;
    case 'u':
      return (found.mode & 0o4000) !== 0;
    case 'g':
      return (found.mode & 0o2000) !== 0;
    case 'k':
      return (found.mode & 0o1000) !== 0;
    case 'O':
      return found.uid === uid;
    case 'G':
      return found.gid === gid;
    case 'r':
    case 'w':
    case 'x': {
      const bit = letter === 'r' ? 4 : letter === 'w' ? 2 : 1;
      if (uid === 0) return bit !== 1 || found.type === 'directory' || (found.mode & 0o111) !== 0;
      const shift = found.uid === uid ? 6 : found.gid === gid || groups.includes(found.gid) ? 3 : 0;
      return ((found.mode >> shift) & bit) !== 0;
    }
    default:
      return false;
  }
}
