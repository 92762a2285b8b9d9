// Words of a text, and how they are compared: endings, synonyms and negations fold together.

/** @typedef {{ word: string, at: number, end: number }} Word A word in lower case and where it stands. */
/**
 * A word as messages are compared by: `sense` is what it means.
 * @typedef {{ word: string, sense: string, at: number, end: number }} Token
 */
/**
 * What is known of words, from vocabulary.yml: their senses by stem, what a negation makes of a sense, and words that
 * say next to nothing, and words that are also written as two.
 * @typedef {{ senses: Map<string, string>, negated: Map<string, string>, stop: Set<string>, joined: Set<string> }} Lexicon
 */

// Words are cut where letters meet digits and where capitals begin: recvWindow, APIError. "Can't" is one word.
const WORD =
  /\p{L}+n['’]t(?!\p{L})|\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}[\p{Ll}\p{M}]*|\p{Lu}+|[\p{Lo}\p{Lm}][\p{Lo}\p{Lm}\p{M}]*|\p{N}+/gu;

/**
 * The words of a text.
 * @param {string} text
 * @returns {Word[]}
 */
export function words(text) {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    word: word.toLowerCase(),
    at: index,
    end: index + word.length,
  }));
}

/**
 * A word without what grammar adds to it: orders → order, cancelled → cancel, exceeding → exce.
 * @param {string} word
 */
export function stem(word) {
  if (word.length < 4) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(?<=[sxzh])es$|(?<=[^su])s$/, "")
    .replace(/(?<=\w{3})(?:ed|ing)$/, "")
    .replace(/e$/, "")
    .replace(/([^aeiou])\1$/, "$1");
}

/**
 * Opens the lists of vocabulary.yml on which words are compared.
 * @param {{ senses: Record<string, string[]>, negated: Record<string, string[]>, stop: string[], joined: string[] }} vocabulary
 * @returns {Lexicon}
 */
export function lexicon({ senses, negated, stop, joined }) {
  const bySense = (/** @type {Record<string, string[]>} */ groups) =>
    new Map(
      Object.entries(groups).flatMap(([sense, words]) =>
        [sense, ...words].map((word) => [stem(word), stem(sense)]),
      ),
    );
  return {
    senses: bySense(senses),
    negated: bySense(negated),
    stop: new Set(stop),
    joined: new Set(joined.map(stem)),
  };
}

/**
 * Words ready to be compared. "Not" and the word after it are one: "not exist" means missing. So are the halves of a word:
 * "api key" means apikey.
 * @param {Word[]} found
 * @param {Lexicon} lexicon
 * @returns {Token[]}
 */
export function fold(found, { senses, negated, stop, joined }) {
  /** @type {Token[]} */
  const tokens = [];
  let not = -1; // the token that is a negation still without its word
  for (const each of found) {
    const word = /n['’]t$/.test(each.word) ? "not" : each.word;
    const root = stem(word);
    const opposite = negated.get(root);
    if (not >= 0 && opposite) {
      tokens[not] = { ...tokens[not], word: `${tokens[not].word} ${word}`, sense: opposite, end: each.end };
      not = -1;
      continue;
    }
    const last = tokens.at(-1);
    const whole = stem((last?.word ?? "") + word);
    if (last && joined.has(whole)) {
      const sense = senses.get(whole) ?? whole;
      tokens[tokens.length - 1] = { ...last, word: `${last.word} ${word}`, sense, end: each.end };
      continue;
    }
    const sense = senses.get(root) ?? root;
    if (sense === "not") not = tokens.length;
    else if (!stop.has(word)) not = -1;
    tokens.push({ word, sense, at: each.at, end: each.end });
  }
  return tokens;
}

/**
 * Whether so many letters put in, left out, changed or swapped make one word of the other.
 * @param {string} a
 * @param {string} b
 * @param {number} errors
 * @returns {boolean}
 */
export function isWithin(a, b, errors) {
  if (a === b) return true;
  if (!errors || Math.abs(a.length - b.length) > errors) return false;
  let same = 0;
  while (a[same] === b[same]) same++;
  const [restOfA, restOfB] = [a.slice(same), b.slice(same)];
  const [nextOfA, nextOfB] = [restOfA.slice(1), restOfB.slice(1)];
  return (
    isWithin(nextOfA, nextOfB, errors - 1) ||
    isWithin(restOfA, nextOfB, errors - 1) ||
    isWithin(nextOfA, restOfB, errors - 1) ||
    (restOfA[0] === nextOfB[0] &&
      nextOfA[0] === restOfB[0] &&
      isWithin(nextOfA.slice(1), nextOfB.slice(1), errors - 1))
  );
}
