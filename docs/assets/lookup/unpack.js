// Gives the catalogue's texts back, which macros/programs/lookup/packing.py has packed.

const MARK = "~";

/**
 * The texts as they were. One sign stands for one of the first words, a pair for one of the others, and a word that is
 * used once stands between marks.
 * @param {{ signs: string, single: number, words: string[], texts: string[] }} packed
 * @returns {string[]}
 */
export function unpack({ signs, single, words, texts }) {
  const places = new Map([...signs].map((sign, place) => [sign, place]));
  const placeOf = (/** @type {string} */ sign) => places.get(sign) ?? 0;

  return texts.map((packed) => {
    let text = "";
    let at = 0;
    while (at < packed.length) {
      const high = placeOf(packed[at]);
      if (packed[at] === MARK) {
        const end = packed.indexOf(MARK, at + 2);
        text += packed.slice(at + 1, end);
        at = end + 1;
      } else if (high < single) {
        text += words[high];
        at += 1;
      } else {
        text += words[single + (high - single) * signs.length + placeOf(packed[at + 1])];
        at += 2;
      }
    }
    return text;
  });
}
