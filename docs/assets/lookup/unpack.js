// Gives the catalogue's texts back, which macros/programs/lookup/packing.py has packed.

const MARK = "~";
const CONSTANT = "{";
/** @type {Record<string, (word: string) => string>} */
const CASES = {
  "}": (word) => word[0].toUpperCase() + word.slice(1),
  "|": (word) => word.toUpperCase(),
};

/**
 * The function that gives a packed text back. One sign stands for one of the first words, a pair for one of the others, and
 * what is used once stands between marks.
 * @param {{ signs: string, single: number, words: string[] }} packed
 * @returns {(packed: string) => string}
 */
export function unpacker({ signs, single, words }) {
  const places = new Map([...signs].map((sign, place) => [sign, place]));
  const placeOf = (/** @type {string} */ sign) => places.get(sign) ?? 0;

  return (packed) => {
    const isConstant = packed[0] === CONSTANT;
    let text = "";
    let last = ""; // the word before
    let cased = null; // how the next word is written
    let at = Number(isConstant);
    while (at < packed.length) {
      let word = "";
      const high = placeOf(packed[at]);
      if (packed[at] in CASES) {
        cased = CASES[packed[at]];
        at += 1;
        continue;
      }
      if (packed[at] === MARK) {
        const end = packed.indexOf(MARK, at + 2);
        word = packed.slice(at + 1, end);
        at = end + 1;
      } else if (high < single) {
        word = words[high];
        at += 1;
      } else {
        word = words[single + (high - single) * signs.length + placeOf(packed[at + 1])];
        at += 2;
      }
      if (isWord(last, last.length - 1) && isWord(word, 0)) text += " ";
      text += cased ? cased(word) : word;
      last = word;
      cased = null;
    }
    if (isConstant) return text.toUpperCase().replaceAll(" ", "_");
    return text.replace(/^[A-Za-z](?=[a-z])/, (first) =>
      first < "a" ? first.toLowerCase() : first.toUpperCase(),
    );
  };
}

/**
 * Whether the character at some place is an ASCII letter or digit.
 * @param {string} text
 * @param {number} place
 */
function isWord(text, place) {
  const code = text.charCodeAt(place);
  return (code > 47 && code < 58) || (code > 64 && code < 91) || (code > 96 && code < 123);
}
