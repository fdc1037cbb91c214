import { randomBytes, randomInt } from 'node:crypto';

const adjectives =
  `admiring adoring affectionate agitated amazing awesome beautiful blissful bold brave busy charming clever
compassionate competent confident cool dazzling determined dreamy eager ecstatic elegant eloquent epic exciting festive
focused friendly funny gallant gifted goofy gracious great happy hopeful hungry inspiring intelligent interesting jolly
jovial keen kind laughing loving lucid magical modest musing mystifying nice nifty nostalgic optimistic peaceful pensive
practical priceless quirky quizzical relaxed reverent romantic serene sharp sleepy stoic sweet tender thirsty trusting
upbeat vibrant vigilant vigorous wizardly wonderful youthful zealous zen`.split(/\s+/);

const people =
  `agnesi albattani archimedes babbage banach bardeen bell benz bhabha bohr booth bose brahmagupta carson carver
chandrasekhar chebyshev curie darwin davinci diffie dijkstra driscoll edison einstein elion engelbart euclid euler faraday
fermat fermi feynman franklin galileo gates gauss germain goldberg goldstine goodall hamilton hawking heisenberg hellman
hermann herschel hertz hodgkin hofstadter hopper hypatia jackson jennings johnson kalam keller kepler khayyam khorana
kilby kirch knuth lamarr lamport leakey leavitt lehmann lewin liskov lovelace lumiere maxwell mayer mccarthy mcclintock
meitner mendel mendeleev mestorf mirzakhani montalcini moore morse murdock napier nash neumann newton nightingale nobel
noether pascal pasteur perlman pike poincare ptolemy raman ramanujan ride ritchie roentgen rosalind saha sammet shannon
shaw shockley sinoussi snyder spence stallman swanson swartz tesla thompson torvalds turing vaughan villani visvesvaraya
volhard wescoff wilbur wiles williams wilson wing wozniak wright yalow yonath`.split(/\s+/);

const pick = (words: readonly string[]) => words[randomInt(words.length)] ?? '';

/** A name for a container that got none: adjective_surname, with a digit when it is taken. */
export function generateName(taken: (name: string) => boolean): string {
  for (let tries = 0; tries < 6; tries++) {
    const name = `${pick(adjectives)}_${pick(people)}`;
    if (!taken(name)) return name;
  }
  for (;;) {
    const name = `${pick(adjectives)}_${pick(people)}${randomInt(10)}`;
    if (!taken(name)) return name;
  }
}

/** A fresh id: 64 hex digits. */
export function generateId(): string {
  return randomBytes(32).toString('hex');
}

/** A MAC address of the engine's range, locally administered. */
export function generateMac(): string {
  const bytes = randomBytes(6);
  bytes[0] = ((bytes[0] ?? 0) & 0xfe) | 0x02;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** The first twelve digits of an id, as people see them. */
export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
