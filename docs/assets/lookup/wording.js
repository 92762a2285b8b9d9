// What the lookup says, with the values filled in.

/**
 * A text of macros/programs/lookup/wording.yml or signals.yml with what stands between its braces filled in.
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 */
export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
