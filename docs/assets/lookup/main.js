/* The lookup on the page: reads the text area, or the address, and shows what find.js makes of it. Only ever as text. */

import { open } from "./catalogue.js";
import { find } from "./find.js";
import { mask } from "./text.js";

const MOST_SHOWN = 50;
const LONGEST_ADDRESS = 512;
const SLICE = 30; // milliseconds of work without a pause

const [lookup, input, status, list] = ["", "-input", "-status", "-results"].map(part => document.getElementById(`lookup${part}`));
const root = new URL("../../", import.meta.url);
const failed = location.pathname.slice(root.pathname.length).replace(/index\.html$/, ""); // on the 404 page, what isn't there
let index, latest;

input.addEventListener("focus", load, { once: true });
input.addEventListener("input", look);
const asked = lookup.dataset.q ?? new URLSearchParams(location.search).get("q");
const given = failed ? path() : input.value || mask(asked ?? "");
if (given) input.value = given, look();

function load() {
  index ??= fetch(new URL(lookup.dataset.index, document.baseURI)).then(reply => reply.json()).then(data => Object.assign(open(data), data));
  return index;
}

/** What to look up on the 404 page: the address that failed, as text. */
function path() {
  try {
    return decodeURIComponent(failed).replaceAll("/", " ").trim();
  } catch {
    return failed;
  }
}

async function look() {
  const run = latest = {};
  const text = input.value;
  let since = performance.now();
  const pause = async share => {
    if (performance.now() - since < SLICE) return;
    status.textContent = `Reading: ${Math.round(100 * share)} %`;
    await new Promise(resolve => setTimeout(resolve));
    if (run !== latest) throw run;
    since = performance.now();
  };
  try {
    const opened = await load();
    const found = await find(opened, text, pause);
    if (run === latest) show(opened, text, found);
  } catch (error) {
    if (run !== latest) return; // something else has been typed
    index = undefined;
    status.textContent = "The lookup could not be loaded. Try again, or use the search above.";
    console.error(error);
  }
}

function show(opened, text, { results, unknown, successes }) {
  list.replaceChildren(...results.slice(0, MOST_SHOWN).map(result => item(opened, result)));
  const count = results.length;
  const said = [!text.trim() ? "" : !count ? "No documented error was found in this text."
    : count > MOST_SHOWN ? `${count} codes found; these are the best ${MOST_SHOWN}.` : `${count} ${count > 1 ? "codes" : "code"} found.`];
  for (const { code, pages } of unknown.slice(0, 5))
    said.push(pages.length ? `${code} is documented (${names(pages)}), but does not fit this text.` : `${code} is in no document of these venues.`);
  if (successes.length) said.push(`${successes[0].code} means success (${names(successes)}).`);
  status.textContent = said.join(" ");
  if (!failed) history.replaceState(history.state, "", address(text, results));
}

function names(pages) {
  return [...new Set(pages.map(({ venue }) => venue.name))].join(", ");
}

/* The address to share: with the text, or where that is long or holds a secret, with what was found. */
function address(text, results) {
  const found = results.slice(0, 3).map(({ page }) => `${page.venue.id} ${page.code}`).join("\n");
  for (const q of [mask(text) === text ? text : found, found, ""]) {
    const url = new URL(location);
    if (q.trim()) url.searchParams.set("q", q);
    else url.searchParams.delete("q");
    if (url.href.length <= LONGEST_ADDRESS) return url;
  }
  return location;
}

function item({ retry, outcome }, { page, entry, reasons }) {
  const link = element("a", "result", element("code", "code", page.code), " ", element("span", "venue", page.venue.name));
  link.href = new URL(`${page.venue.id}/${page.slug}/`, root);
  const isSure = reasons.some(({ kind }) => kind === "message");
  const entries = [entry, ...isSure ? [] : page.entries.filter(({ title }) => title !== entry.title)];
  for (const { texts, title, ...its } of entries)
    link.append(
      element("span", "message", texts[0]),
      element("span", "meaning", element("strong", "condition", title), ` Did anything happen? ${outcome[its.outcome]} May I send it again? ${retry[its.retry]}`),
    );
  link.append(element("span", "why", `Why: ${reasons.map(reason => why(reason, page)).join("; ")}.`));
  return element("li", "item", link);
}

function element(name, part, ...content) {
  const made = document.createElement(name);
  made.className = `lookup-${part}`;
  made.append(...content);
  return made;
}

function why({ kind, text, exact, observed, sibling }, { code, venue }) {
  switch (kind) {
    case "code": return text === code ? `the code ${text}` : `${text}, which is ${code} here`;
    case "keys": return `the keys ${text}`;
    case "message": return `${exact ? "" : "nearly "}${observed ? "a text seen with this code" : "its message"} “${text}”`;
    case "differs": return `though “${text}” is not its documented message`;
    case "elsewhere": return `though the text gives ${text}`;
    case "word": return `“${text}” itself`;
    case "begun": return `its message holds “${text}”`;
    default: return sibling ? `${sibling} is of the same operator, but not of ${venue.name}: it may mean something else there` : `“${text}” in the text`;
  }
}
