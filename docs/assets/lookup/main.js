// The lookup on the page: reads the text area, or the address, and shows the answers that find.js has.

import { card, element } from "./cards.js";
import { open } from "./catalogue.js";
import { find, prepare } from "./find.js";
import { nearest } from "./nearest.js";
import { decoded } from "./plain.js";
import { mask } from "./secrets.js";

/** @import { Index } from "./reading.js" */
/** @import { Answer } from "./ranking.js" */

const MOST = 50; // answers shown
const MOST_MAYBES = 8;
const LONGEST = 512; // characters of an address
const KEPT = 50_000; // characters left in the text area: laying out a megabyte takes longer than reading it
const SLICE = 30; // milliseconds of work without a pause
const REST = 300; // milliseconds without typing, after which the address follows

const part = (/** @type {string} */ name) => /** @type {any} */ (document.getElementById(`lookup${name}`));
const [lookup, input, status, list] = [part(""), part("-input"), part("-status"), part("-results")];
const root = new URL("../../", import.meta.url);
const isFile = location.protocol === "file:"; // its address can't be changed
const missing = location.pathname.slice(root.pathname.length).replace(/index\.html$/, "");
const isNotFound = "notFound" in lookup.dataset;
const loaded = document.readyState === "complete" || new Promise((resolve) => addEventListener("load", resolve));
/** @type {Promise<Index> | undefined} */
let opened;
/** @type {object | undefined} */
let latest;

input.addEventListener("focus", () => load().catch(() => (opened = undefined)));
input.addEventListener("input", () => look(input.value));
input.addEventListener("beforeinput", (/** @type {InputEvent} */ event) => {
  if (!event.data || event.data.length <= KEPT) return;
  event.preventDefault();
  look(input.value.slice(0, input.selectionStart) + event.data + input.value.slice(input.selectionEnd));
});
input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  list.querySelector("a")?.click();
});

const asked = lookup.dataset.q ?? new URLSearchParams(location.search).get("q") ?? "";
const given = mask(isNotFound ? decoded(missing).replaceAll("/", " ").trim() : input.value || asked);
delete lookup.dataset.q;
if (given) {
  input.value = given;
  look(given);
}

function load() {
  opened ??= fetch(new URL(lookup.dataset.index, document.baseURI))
    .then((reply) => reply.json())
    .then((data) => prepare(open(data)));
  return opened;
}

/**
 * Looks a text up and shows the answers, unless another text comes meanwhile.
 * @param {string} text
 */
async function look(text) {
  const run = (latest = {});
  let since = performance.now();
  if (text.length > KEPT) input.value = text.slice(0, KEPT);
  const pause = async () => {
    if (performance.now() - since < SLICE) return;
    await new Promise((resolve) => setTimeout(resolve));
    if (run !== latest) throw run;
    since = performance.now();
  };
  try {
    const index = await load();
    const answers = text.trim() ? await find(index, text, pause) : [];
    if (run !== latest) return;
    show(index, text, answers);
    await loaded; // the header search reads the address once, and must not take this for its own
    await new Promise((resolve) => setTimeout(resolve, REST));
    if (run === latest && !isNotFound && !isFile) history.replaceState(history.state, "", shared(answers));
  } catch (error) {
    if (run !== latest) return; // something else has been typed
    opened = undefined;
    status.textContent = "The lookup could not be loaded. Try again, or use the search above.";
    console.error(error);
  }
}

/**
 * @param {Index} index
 * @param {string} text
 * @param {Answer[]} answers
 */
function show({ catalogue }, text, answers) {
  const { wording } = catalogue;
  const results = answers.filter(({ rank }) => rank === "result").slice(0, MOST);
  const maybes = answers.filter(({ rank }) => rank === "maybe").slice(0, results.length ? 3 : MOST_MAYBES);
  const more = text.trim() && !results.length ? nearest(catalogue, text) : { codes: [], near: [], venues: [] };
  list.replaceChildren(...[...results, ...maybes].map((answer) => card(catalogue, root, answer)));
  for (const page of more.near) list.append(suggestion(wording.near, page));
  for (const venue of more.venues) list.append(venueLink(wording, venue));
  status.textContent = text.trim() ? told(wording, text, answers.length ? results.length : -1, maybes.length, more.codes) : "";
  document.querySelector(".vec-examples")?.toggleAttribute("hidden", Boolean(text));
}

/**
 * What the status says.
 * @param {any} wording
 * @param {string} text
 * @param {number} results
 * @param {number} maybes
 * @param {string[]} codes
 */
function told(wording, text, results, maybes, codes) {
  const say = (/** @type {string} */ name, values = {}) =>
    wording[name].replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ key) => Object(values)[key]);
  const count = Math.max(results, 0);
  const said = [count ? say(count > 1 ? "several" : "one", { count }) : say("none")];
  if (!count && codes.length) said.push(say("nothing", { codes: codes.join(", ") }));
  if (!count && maybes) said.push(say("maybe"));
  if (text.length > KEPT) said.push(say("long", { length: text.length, kept: KEPT }));
  return said.join(" ");
}

/**
 * @param {string} label
 * @param {import("./catalogue.js").Page} page
 */
function suggestion(label, page) {
  const link = element("a", "lookup-maybe", `${label} `, element("code", "lookup-code", page.code), ` ${page.venue.name}?`);
  link.href = new URL(`${page.path.replace(/^\/+|\/+$/g, "")}/`, root).href;
  return element("li", "", link);
}

/**
 * @param {any} wording
 * @param {import("./catalogue.js").Venue} venue
 */
function venueLink(wording, venue) {
  const link = element("a", "lookup-more", wording.venueCodes.replace("{venue}", venue.name));
  link.href = new URL(`${venue.id}/`, root).href;
  return element("li", "", link);
}

/**
 * The address to share: it holds only what was recognised, never the text.
 * @param {Answer[]} answers
 */
function shared(answers) {
  const found = answers.filter(({ rank }) => rank === "result").slice(0, 3);
  const lines = found.map(({ claim: { page } }) => `${page.venue.id} ${page.code}`).join("\n");
  const url = new URL(location.href);
  url.searchParams.delete("q");
  if (lines) url.searchParams.set("q", lines);
  if (url.href.length > LONGEST) url.searchParams.delete("q");
  return url;
}
