const permissions: Record<string, number> = { r: 4, w: 2, x: 1 };

/**
 * The mode after a change as chmod(1) takes it: "755", "u+x", "go-w,a=r". `folder` counts for X; a change without u, g,
 * o or a leaves the bits of the umask alone. Undefined for what is not a mode.
 */
export function changeMode(text: string, mode: number, folder: boolean, umask: number): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let current = mode;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
    if (!match) return undefined;
    const who = match[1] ?? '';
    const shifts = [6, 3, 0].filter(
      (_, index) => who === '' || who.includes('a') || who.includes('ugo'[index] ?? ''),
    );
    for (const [, operator, letters = ''] of (match[2] ?? '').matchAll(/([-+=])([rwxXstugo]*)/g)) {
      let bits = 0;
      let special = 0;
      for (const letter of letters) {
        const copied = { u: 6, g: 3, o: 0 }[letter];
        if (copied !== undefined) bits |= (current >> copied) & 7;
        else if (letter === 'X') bits |= folder || current & 0o111 ? 1 : 0;
        else if (letter === 's')
          special |= (shifts.includes(6) ? 0o4000 : 0) | (shifts.includes(3) ? 0o2000 : 0);
        else if (letter === 't') special |= 0o1000;
        else bits |= permissions[letter] ?? 0;
      }
      let spread = shifts.reduce((sum, shift) => sum | (bits << shift), 0) | special;
      if (who === '') spread &= ~umask;
      const affected = shifts.reduce((sum, shift) => sum | (7 << shift), 0);
      if (operator === '+') current |= spread;
      else if (operator === '-') current &= ~spread;
      else current = (current & ~affected) | spread;
    }
  }
  return current;
}
