/* The lookup on the page: reads the text area, or the address, and shows what find.js makes of it, only ever as text. */

import { open } from "./catalogue.js";
import { find } from "./find.js";
import { decoded, mask } from "./text.js";

const MOST = 50; // results shown
const LONGEST = 512; // characters of an address
const KEPT = 50000; // characters left in the text area: laying out a megabyte takes a browser longer than reading it
const SLICE = 30; // milliseconds of work without a pause
const REST = 300; // milliseconds without typing, after which the address follows

const [lookup, input, status, list] = ["", "-input", "-status", "-results"].map(part => document.getElementById(`lookup${part}`));
const root = new URL("../../", import.meta.url);
const isFile = location.protocol === "file:"; // whose address can't be changed
const failed = location.pathname.slice(root.pathname.length).replace(/index\.html$/, ""); // on the 404 page, what isn't there
const loaded = document.readyState === "complete" || new Promise(resolve => addEventListener("load", resolve));
let opened, latest;

input.addEventListener("focus", () => load().catch(() => opened = undefined));
input.addEventListener("input", () => look(input.value));
input.addEventListener("beforeinput", event => {
  if (!(event.data?.length > KEPT)) return;
  event.preventDefault();
  look(input.value.slice(0, input.selectionStart) + event.data + input.value.slice(input.selectionEnd));
});
const given = mask(failed ? decoded(failed).replaceAll("/", " ").trim()
  : input.value || (lookup.dataset.q ?? new URLSearchParams(location.search).get("q") ?? ""));
delete lookup.dataset.q;
if (given) input.value = given, look(given);

function load() {
  return opened ??= fetch(new URL(lookup.dataset.index, document.baseURI)).then(reply => reply.json()).then(open);
}

async function look(text) {
  const run = latest = {};
  let since = performance.now();
  if (text.length > KEPT) input.value = text.slice(0, KEPT), status.textContent = "…";
  const pause = async () => {
    if (performance.now() - since < SLICE) return;
    await new Promise(resolve => setTimeout(resolve));
    if (run !== latest) throw run;
    since = performance.now();
  };
  try {
    const index = await load();
    const found = await find(index, text, pause);
    if (run !== latest) return;
    show(index, text, found);
    await loaded; // the header search, which reads the address once, is not to take this for its own
    await new Promise(resolve => setTimeout(resolve, REST));
    if (run === latest && !failed && !isFile) history.replaceState(history.state, "", address(text, found.results));
  } catch (error) {
    if (run !== latest) return; // something else has been typed
    opened = undefined;
    status.textContent = "The lookup could not be loaded. Try again, or use the search above.";
    console.error(error);
  }
}

function show({ wording, ...index }, text, { results, notes }) {
  const count = results.length;
  const say = (name, values) => wording[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const venues = pages => [...new Set(pages.map(({ venue }) => venue.name))].join(", ");
  list.replaceChildren(...results.slice(0, MOST).map(result => item(index, say, result)));
  status.textContent = [
    text.trim() && say(count ? count > MOST ? "many" : count > 1 ? "several" : "one" : "none", { count, most: MOST }),
    text.length > KEPT && say("long", { length: text.length, kept: KEPT }),
    ...notes.slice(0, 5).map(({ code, pages, success }) => say(success ? "success" : pages.length ? "unfit" : "unknown", { code, venues: venues(pages) })),
  ].filter(Boolean).join(" ");
}

/* The address to share: with the text, or where that is long or holds a secret, with what was found. */
function address(text, results) {
  const found = results.slice(0, 3).map(({ page }) => `${page.venue.id} ${page.code}`).join("\n");
  const url = new URL(location);
  for (const q of [text.length > LONGEST || mask(text) !== text ? found : text, found, ""]) {
    url.searchParams.delete("q");
    if (q.trim()) url.searchParams.set("q", q);
    if (url.href.length <= LONGEST) break;
  }
  return url;
}

function item({ retry, outcome }, say, { page, entry, said, reasons }) {
  const { venue, code, slug, entries } = page;
  const link = element("a", "result", element("code", "code", code), " ", element("span", "venue", venue.name));
  link.href = new URL(`${venue.id}/${slug}/`, root);
  for (const { texts, title, ...its } of [entry, ...said ? [] : entries.filter(({ title }) => title !== entry.title)])
    link.append(
      element("span", "message", said ?? texts[0]),
      element("span", "meaning", element("strong", "condition", title), " ", say("answers", { outcome: outcome[its.outcome], retry: retry[its.retry] })),
    );
  const why = reasons.map(({ kind, text, exact, sibling }) =>
    say(kind === "code" && text !== code ? "read" : sibling ? "sibling" : exact === false ? `nearly ${kind}` : kind, { text, code, sibling, venue: venue.name }));
  link.append(element("span", "why", say("why", { why: why.join("; ") })));
  return element("li", "item", link);
}

function element(name, part, ...content) {
  const made = document.createElement(name);
  made.className = `lookup-${part}`;
  made.append(...content);
  return made;
}
