// Undoes what its journey did to a text: percent encoding, entities, backslashes, terminal colours, odd hyphens.

const ENTITIES = new Map(
  Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', apos: "'", "#39": "'", nbsp: " " }),
);
const IS_ENCODED = /%(?:25)?(?:22|7B|5B|20|3A)/i;
const MOST_ROUNDS = 2; // text in an address in an address

/**
 * The text as its venue sent it, as far as that can be told.
 * @param {string} text
 */
export function plain(text) {
  for (let round = 0; round < MOST_ROUNDS && IS_ENCODED.test(text); round++) {
    text = text.replace(/(?:%[0-9a-f]{2})+/gi, decoded);
  }
  return (
    text
      .replace(/&(#?\w{2,4});/g, (all, name) => ENTITIES.get(name) ?? all)
      .replace(/\\{1,9}u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
      .replace(/\\{1,9}[nrt]/g, "\n")
      .replace(/\\+/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal colour begins with one
      .replace(/\x1b\[[\d;]*[A-Za-z]|[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
      .normalize("NFKC")
      .replace(/[\u2010-\u2015\u2212]/g, "-")
      .replace(/[\u201c\u201d]/g, '"')
  );
}

/**
 * A percent-encoded text decoded, or as it is where it is not one.
 * @param {string} text
 */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
