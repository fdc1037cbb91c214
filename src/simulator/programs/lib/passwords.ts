import { createHash } from 'node:crypto';

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const md5 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The MD5 crypt of Apache ($apr1$) and of glibc ($1$). */
function md5Crypt(magic: string, salt: string, password: string): string {
  const inner = md5(password, salt, password);
  const parts: (string | Uint8Array)[] = [password, magic, salt];
  for (let left = password.length; left > 0; left -= 16) parts.push(inner.subarray(0, Math.min(16, left)));
  for (let bits = password.length; bits > 0; bits >>= 1)
    parts.push(bits & 1 ? Uint8Array.of(0) : password.slice(0, 1));
  let final = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    const step: (string | Uint8Array)[] = [round & 1 ? password : final];
    if (round % 3) step.push(salt);
    if (round % 7) step.push(password);
    step.push(round & 1 ? final : password);
    final = md5(...step);
  }
  const at = (index: number) => final[index] ?? 0;
  let text = '';
  const add = (value: number, count: number) => {
    for (let left = count, rest = value; left > 0; left--, rest >>= 6) text += alphabet[rest & 63];
  };
  for (const [a, b, c] of [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5]] as const) add((at(a) << 16) | (at(b) << 8) | at(c), 4); // prettier-ignore
  add(at(11), 2);
  return `${magic}${salt}$${text}`;
}

/** True when the password fits a line of a password file: $apr1$, $1$, {SHA}, {PLAIN} or plain text. */
export function verifyPassword(stored: string, password: string): boolean {
  const crypted = /^(\$(?:apr1|1)\$)([^$]{1,8})\$/.exec(stored);
  if (crypted) return md5Crypt(crypted[1] ?? '', crypted[2] ?? '', password) === stored;
  if (stored.startsWith('{SHA}'))
    return createHash('sha1').update(password).digest('base64') === stored.slice(5);
  return stored.replace(/^\{PLAIN\}/, '') === password;
}
