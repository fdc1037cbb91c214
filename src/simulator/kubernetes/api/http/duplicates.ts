/**
 * Paths of fields that occur twice in an object of a JSON text, which JSON.parse does not tell. The text must be valid
 * JSON.
 */
export function duplicateFields(text: string): string[] {
  const found: string[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  const read = () => token.exec(text)?.[0] ?? '';

  function value(first: string, path: string): void {
    if (first === '{') object(path);
    else if (first === '[') array(path);
  }
  function object(path: string): void {
    const names = new Set<string>();
    for (let key = read(); key !== '}' && key !== ''; key = read()) {
      if (key === ',') continue;
      const name = JSON.parse(key) as string;
      const here = path ? `${path}.${name}` : name;
      if (names.has(name) && !found.includes(here)) found.push(here);
      names.add(name);
      read();
      value(read(), here);
    }
  }
  function array(path: string): void {
    let index = 0;
    for (let next = read(); next !== ']' && next !== ''; next = read()) {
      if (next === ',') index++;
      else value(next, `${path}[${index}]`);
    }
  }

  value(read(), '');
  return found;
}
