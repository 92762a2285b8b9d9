/* What gives a venue away: its name, hosts, paths and headers, or the name of an exchange that isn't in the catalogue. */

/** The clues in a text, in its order: { kind, text, venue, at, sibling }. `sibling` is a host that the venue doesn't list. */
export function clues(index, text, found) {
  const lower = text.toLowerCase();
  const seen = [];
  found.words.forEach((word, place) => {
    const at = found.starts[place];
    for (let length = word.length; length > 3 || length === word.length; length--) {
      const whole = length === word.length;
      for (const clue of index.firstWords.get(whole ? word : word.slice(0, length)) ?? [])
        if (whole ? stands(lower, clue, at) : clue.text.length === length && length > 4)
          seen.push({ ...clue, at, sibling: clue.kind === "name" ? sibling(lower, clue.venue, at) : undefined });
    }
  });
  return seen.filter(clue => !(clue.kind === "other" && seen.some(({ kind, at }) => kind !== "other" && at === clue.at)));
}

function stands(lower, { kind, text }, at) {
  const start = at - text.search(/[\p{L}\p{N}]/u);
  if (!lower.startsWith(text, start)) return false;
  if (kind === "path") return true;
  return !/[\p{L}\p{N}]/u.test(lower[start + text.length] ?? "") || kind === "name" && /\p{Script=Han}|\d/u.test(lower[start + text.length]);
}

function sibling(lower, venue, at) {
  let from = at, to = at;
  while (from > 0 && at - from < 60 && /[a-z0-9.-]/.test(lower[from - 1])) from--;
  while (to < lower.length && to - at < 60 && /[a-z0-9.-]/.test(lower[to])) to++;
  const host = lower.slice(from, to);
  return /\.[a-z]{2,4}$/.test(host) && !venue.hosts.some(known => known.startsWith(host)) ? host : undefined;
}
