// Answers as elements. Everything that comes from the catalogue or from the reader is put in as text, never as HTML.

import { operatorOf } from "./nearby.js";
import { fill } from "./wording.js";
import { fold, words } from "./words.js";

/** @import { Catalogue, Entry } from "./catalogue.js" */
/** @import { Finding } from "./find.js" */
/** @import { Answer } from "./ranking.js" */
/** @import { Index } from "./reading.js" */

const MOST_REASONS = 4;
const MOST_SUB_CODES = 6;
const NEARLY = 0.85; // the likeness of a message that is nearly the documented one

/**
 * A result: what it is, what happened, what to do next, the message, and why, folded.
 * @param {Index} index
 * @param {URL} root
 * @param {Answer} answer
 */
export function result({ catalogue, wordings }, root, answer) {
  const { page, entry, said } = answer;
  const entries = said || !entry ? meaningsOf(answer) : [entry];
  const link = element("a", "lookup-result", ...head(answer));
  link.href = address(root, answer);
  if (page.subCodes.length) link.append(subCodes(catalogue, answer));
  else if (entries.length > 1)
    link.append(element("span", "lookup-note", say(catalogue, "meanings", { count: entries.length })));
  for (const each of entries) {
    link.append(
      element(
        "span",
        "lookup-answer",
        element("b", "lookup-condition", each.title),
        ...marks(catalogue, each),
      ),
      message(answer, each, wordings),
    );
  }
  const reasons = reasonsOf(catalogue, answer);
  const why = element(
    "details",
    "lookup-why",
    element("summary", "", say(catalogue, "why")),
    element("span", "", reasons.join(" · ")),
  );
  return element("li", "", link, ...(reasons.length ? [why] : []));
}

/**
 * A maybe, on one line: what it is and what speaks against it.
 * @param {Index} index
 * @param {URL} root
 * @param {Answer} answer
 */
export function maybe({ catalogue }, root, answer) {
  const { page, entry } = answer;
  const link = element("a", "lookup-maybe", ...head(answer));
  link.href = address(root, answer);
  const [title] = new Set((entry ? [entry] : page.entries).map(({ title }) => title));
  if (title) link.append(" ", element("b", "lookup-condition", title));
  link.append(
    " ",
    element("span", "lookup-doubt", `${say(catalogue, "maybe_head")} ${doubtOf(catalogue, answer)}`),
  );
  return element("li", "", link);
}

/**
 * Where to go on from a text without a result: conditions, venues, the form to report a code.
 * @param {Index} index
 * @param {URL} root
 * @param {Finding} finding
 */
export function leads({ catalogue }, root, { understood }) {
  const { codes, venues, nearly, conditions, words } = understood;
  const lead = (/** @type {string} */ path, /** @type {string} */ text) => {
    const link = element("a", "", text);
    link.href = new URL(path, root).href;
    return element("li", "", link);
  };
  const [code] = codes;
  return [
    ...conditions.map(({ id, title }) => lead(`equivalents/${id}/`, say(catalogue, "condition", { title }))),
    ...venues.slice(0, 3).map(({ id, name }) => {
      const query = words ? `?${new URLSearchParams({ text: words })}` : "";
      return lead(`${id}/${query}`, say(catalogue, words ? "venue_words" : "venue", { venue: name, words }));
    }),
    ...nearly.slice(0, 3).map(({ id, name }) => lead(`${id}/`, say(catalogue, "venue", { venue: name }))),
    ...(code && catalogue.report
      ? [lead(report(catalogue, code, venues[0]?.id ?? ""), say(catalogue, "report", { code }))]
      : []),
  ];
}

/**
 * What is said of a finding, for the live region.
 * @param {Index} index
 * @param {Finding} finding
 * @param {number} most results that are shown
 */
export function summary({ catalogue }, { results, maybes, understood }, most) {
  const count = results.length;
  const { codes, venues, others } = understood;
  const number =
    count > most ? "many" : count > 1 ? "several" : count ? "one" : maybes.length ? "maybe" : "none";
  const name = venues.length === 1 ? venues[0].name : operatorOf(venues);
  const unknown = codes.map((code) => say(catalogue, name ? "unknown_at" : "unknown", { code, venue: name }));
  const foreign = count ? [] : others.map((other) => say(catalogue, "other", { other: capitalised(other) }));
  return [say(catalogue, number, { count, most }), ...foreign, ...unknown.slice(0, 3)].join(" ");
}

/**
 * @param {Catalogue} catalogue
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function say({ wording }, name, values) {
  return fill(wording[name], values);
}

/**
 * The address of the form that reports a code, filled in.
 * @param {Catalogue} catalogue
 * @param {string} code
 * @param {string} venue
 */
function report({ report }, code, venue) {
  return report
    .replaceAll("%7Bcode%7D", encodeURIComponent(code))
    .replaceAll("%7Bvenue%7D", encodeURIComponent(venue));
}

/** @param {string} text */
function capitalised(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** @param {Answer} answer */
function head({ page }) {
  return [element("span", "lookup-code", page.code), " ", element("span", "lookup-venue", page.venue.name)];
}

/**
 * The page, at the entry that is meant where it has several.
 * @param {URL} root
 * @param {Answer} answer
 */
function address(root, { page, entry, said }) {
  const isTold = page.entries.length > 1 && entry && said;
  return new URL(page.path + (isTold ? `#entry-${entry.anchor}` : ""), root).href;
}

/**
 * The entries of a page that a text may mean: the one whose message is there, or one for each meaning.
 * @param {Answer} answer
 */
function meaningsOf({ page, entry, said }) {
  if (said && entry) return [entry];
  return [...new Map(page.entries.map((each) => [each.title, each])).values()];
}

/**
 * What happened and what to do next, as two marks.
 * @param {Catalogue} catalogue
 * @param {Entry} entry
 */
function marks({ wording }, { outcome, retry, verify }) {
  const things = verify.map((each) => wording.verify[each]).join(", ");
  const next = verify.length ? fill(wording.check, { what: things }) : wording.retry[retry];
  return [
    element("span", `vec-mark is-${outcome}`, wording.outcome[outcome]),
    element("span", `vec-mark is-${verify.length ? "verify-first" : retry}`, next),
  ];
}

/**
 * The documented message, with the words marked that the text has.
 * @param {Answer} answer
 * @param {Entry} entry
 * @param {Index["wordings"]} wordings
 */
function message({ said }, entry, { lexicon }) {
  const documented = said && entry.texts.find(({ text }) => text.includes(said.wording.text));
  const shown = documented ?? entry.texts[0];
  if (!shown) return "";
  const name = shown.kind === "explanation" ? "lookup-explanation" : "lookup-message";
  if (!said || !documented) return element("span", name, shown.text);
  const there = new Set(said.region.tokens.slice(said.from, said.to).map(({ sense }) => sense));
  const found = fold(words(shown.text), lexicon).filter(({ sense }) => there.has(sense));
  return element("span", name, ...marked(shown.text, found));
}

/**
 * A text with some stretches marked; neighbouring ones are one.
 * @param {string} text
 * @param {{ at: number, end: number }[]} stretches
 */
function marked(text, stretches) {
  /** @type {{ at: number, end: number }[]} */
  const joined = [];
  for (const { at, end } of stretches) {
    const last = joined.at(-1);
    if (last && !/[\p{L}\p{N}]/u.test(text.slice(last.end, at))) last.end = end;
    else joined.push({ at, end });
  }
  /** @type {(string | Node)[]} */
  const parts = [];
  let done = 0;
  for (const { at, end } of joined) {
    parts.push(text.slice(done, at), element("mark", "", text.slice(at, end)));
    done = end;
  }
  return [...parts, text.slice(done)];
}

/**
 * @param {Catalogue} catalogue
 * @param {Answer} answer
 */
function subCodes(catalogue, { page }) {
  const codes = page.subCodes.map(({ code }) => code);
  const listed = codes.slice(0, MOST_SUB_CODES).join(", ") + (codes.length > MOST_SUB_CODES ? ", …" : "");
  return element("span", "lookup-note", say(catalogue, "sub_codes", { count: codes.length, codes: listed }));
}

/**
 * What speaks for an answer most, in words.
 * @param {Catalogue} catalogue
 * @param {Answer} answer
 */
function reasonsOf({ signals, wording }, answer) {
  const values = valuesOf(answer, wording);
  const speaking = Object.entries(answer.evidence)
    .map(([name, value]) => ({ says: signals[name]?.says, weight: value * (signals[name]?.weight ?? 0) }))
    .filter(({ says, weight }) => says && weight)
    .sort((a, b) => b.weight - a.weight);
  return [...new Set(speaking.map(({ says }) => fill(says ?? "", values)))].slice(0, MOST_REASONS);
}

/**
 * What speaks against an answer most, in words.
 * @param {Catalogue} catalogue
 * @param {Answer} answer
 */
function doubtOf({ signals, wording }, answer) {
  const values = valuesOf(answer, wording);
  const { evidence, doubts, written } = answer;
  if (evidence.misspelt || evidence.neighbour)
    return fill(wording[evidence.misspelt ? "misspelt" : "neighbour"], { written });
  const [doubt] = doubts;
  if (doubt) return fill(signals[doubt].doubt ?? "", values);
  const against = Object.entries(evidence)
    .map(([name, value]) => ({ says: signals[name].says, weight: value * signals[name].weight }))
    .filter(({ says, weight }) => says && weight < 0)
    .sort((a, b) => a.weight - b.weight);
  return fill(against[0]?.says ?? wording.weak, values);
}

/**
 * @param {Answer} answer
 * @param {Record<string, string>} wording
 */
function valuesOf({ page, entry, said, written, naming, other }, wording) {
  const likeness = !said
    ? ""
    : said.isVerbatim
      ? wording.verbatim
      : said.likeness > NEARLY
        ? wording.nearly
        : wording.alike;
  return {
    code: page.code,
    name: entry?.name ?? "",
    written,
    clue: naming,
    other: other && capitalised(other),
    likeness,
  };
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} className
 * @param {(string | Node)[]} content
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}
