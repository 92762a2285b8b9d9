// Compares the venues that are ticked, condition by condition. The choice is kept in the address; what a venue has is
// loaded once, when it is ticked.

import { every, required } from "./elements.js";

/** @typedef {{ id: string, name: string }} Venue */
/** @typedef {[codes: string[], text: string, outcome?: string, retry?: string]} Wording */
/** @typedef {Record<string, Wording[]>} Codes What a venue has, by condition. */

const MOST_VENUES = 6;
const MOST_WORDINGS = 3; // of a venue for one condition; more are folded

const form = required("[data-compare]", HTMLFormElement);
const finder = required("[name=find]", HTMLInputElement, form);
const typed = required("[name=text]", HTMLInputElement, form);
const status = required("[role=status]", HTMLElement, form);
const boxes = every("[name=venues]", HTMLInputElement, form);
const compared = required(".vec-compared", HTMLElement);
/** @type {Record<string, string>} */
const outcomes = JSON.parse(compared.dataset.outcomes ?? "{}");
/** @type {Record<string, string>} */
const retries = JSON.parse(compared.dataset.retries ?? "{}");
const sections = every("section", HTMLElement, compared);
const items = every("section > ul > li", HTMLElement, compared);
/** @type {Map<string, Promise<Codes>>} by venue */
const loaded = new Map();
/** What was said of the venues that are chosen. */
let said = "";
const root = new URL("../", new URL(form.dataset.compare ?? "", location.href));

/**
 * As in macros/catalogue/addresses.py.
 * @param {string} code
 */
function slug(code) {
  return code.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
}

/**
 * @param {string} venue
 * @returns {Promise<Codes>}
 */
function load(venue) {
  const known = loaded.get(venue);
  if (known) {
    return known;
  }
  const reply = fetch(new URL(`compare/${venue}.json`, root)).then((found) => found.json());
  loaded.set(venue, reply);
  reply.catch(() => loaded.delete(venue));
  return reply;
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} properties
 * @param {(Node | string)[]} children
 */
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/**
 * @param {string} address
 * @param {string} text
 */
function link(address, text) {
  return element("a", { href: new URL(address, root).href, textContent: text });
}

/**
 * @param {string} value
 * @param {Record<string, string>} said
 */
function mark(value, said) {
  return element("span", { className: `vec-mark is-${value}`, textContent: said[value] });
}

/**
 * One wording with its codes, and its answers where they are not those of the condition.
 * @param {string} venue
 * @param {Wording} wording
 */
function wording(venue, [codes, text, outcome, retry]) {
  const links = codes.flatMap((code) => [element("b", {}, link(`${venue}/${slug(code)}/`, code)), " "]);
  const answers = outcome && retry ? [mark(outcome, outcomes), " ", mark(retry, retries)] : [];
  return element("li", {}, ...links, text, " ", ...answers);
}

/**
 * @param {Venue} venue
 * @param {Wording[]} [found]
 */
function cell({ id, name }, found = []) {
  const list = found.map((each) => wording(id, each));
  /** @type {(Node | string)[]} */
  const content = list.length ? [element("ul", {}, ...list.slice(0, MOST_WORDINGS))] : ["–"];
  const rest = list.slice(MOST_WORDINGS);
  if (rest.length) {
    const summary = element("summary", { textContent: `${rest.length} more` });
    content.push(element("details", { className: "vec-fold" }, summary, element("ul", {}, ...rest)));
  }
  const className = list.length ? "" : "is-none";
  return element("div", { className }, element("dt", { textContent: name }), element("dd", {}, ...content));
}

/**
 * Shows the conditions that a chosen venue has a code for, of those the ones whose titles have the words that were typed; if
 * there is none, the ones whose codes or texts have them.
 */
function narrow() {
  const words = typed.value.toLowerCase().split(/\s+/);
  const has = (/** @type {Element | null} */ part) =>
    words.every((word) => part?.textContent.toLowerCase().includes(word));
  const listed = items.filter((item) => item.dataset.has !== "nothing");
  const titled = listed.filter((item) => has(item.firstElementChild));
  const shown = titled.length ? titled : listed.filter(has);
  for (const item of items) {
    item.hidden = !shown.includes(item);
  }
  status.textContent = typed.value.trim() ? `${said} ${shown.length} shown.` : said;
  for (const section of sections) {
    section.hidden = !section.querySelector(":scope > ul > li:not([hidden])");
  }
}

/**
 * Fills the conditions in. Returns how many of them all of the venues have, and how many any of them has.
 * @param {Venue[]} venues
 * @param {Codes[]} codes of each venue
 */
function show(venues, codes) {
  compared.querySelector(".vec-heads")?.remove();
  compared.style.setProperty("--venues", `${venues.length}`);
  compared.classList.toggle("is-chosen", venues.length > 0);
  let both = 0;
  let any = 0;
  for (const item of items) {
    const has = codes.filter((each) => each[item.id]).length;
    both += Number(has === venues.length);
    any += Number(has > 0);
    item.querySelector("dl")?.remove();
    item.dataset.has = venues.length > 0 && has === 0 ? "nothing" : "something";
    if (has) {
      item.append(element("dl", {}, ...venues.map((venue, index) => cell(venue, codes[index][item.id]))));
    }
  }
  if (venues.length) {
    const names = venues.map(({ id, name }) => element("span", {}, link(`${id}/`, name)));
    compared.prepend(element("p", { className: "vec-heads" }, element("span", {}), ...names));
  }
  return { both, any };
}

/**
 * @param {Venue[]} venues
 * @param {ReturnType<typeof show>} counts
 * @param {string[]} unknown
 */
function say(venues, { both, any }, unknown) {
  const strangers = unknown.length ? `There is no venue ${unknown.map((id) => `“${id}”`).join(", ")}. ` : "";
  const few = ["Nothing chosen yet.", `${any} conditions. Choose another venue to compare with.`];
  const all = venues.length === 2 ? "both venues" : `all ${venues.length} venues`;
  const many = `${any} conditions, ${both} of them on ${all}.`;
  said = strangers + (few[venues.length] ?? many);
  narrow();
}

/** @param {string[]} [unknown] what the address asks for and is no venue */
async function compare(unknown = []) {
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) {
    box.disabled = chosen.length >= MOST_VENUES && !box.checked;
  }
  const venues = chosen.map(({ value, dataset }) => ({ id: value, name: dataset.name ?? value }));
  const address = new URL(location.href);
  address.search = venues.length ? `?venues=${venues.map(({ id }) => id).join(",")}` : "";
  history.replaceState(null, "", address);
  try {
    const codes = await Promise.all(venues.map(({ id }) => load(id)));
    say(venues, show(venues, codes), unknown);
  } catch {
    status.textContent = "A venue could not be loaded. Are you offline? Untick it, or try again.";
  }
}

/** Hides the venues without the words that were typed. */
function find() {
  const words = finder.value.toLowerCase().split(/\s+/);
  for (const line of every("fieldset li", HTMLElement, form)) {
    line.hidden = !words.every((word) => line.textContent.toLowerCase().includes(word));
  }
}

const asked = (new URLSearchParams(location.search).get("venues") ?? "").split(",").filter(Boolean);
for (const box of boxes) {
  box.checked = asked.slice(0, MOST_VENUES).includes(box.value);
  box.addEventListener("change", () => compare());
}
form.addEventListener("submit", (event) => event.preventDefault());
finder.addEventListener("input", find);
typed.addEventListener("input", narrow);
await compare(asked.filter((id) => !boxes.some((box) => box.value === id)));
document.documentElement.classList.remove("is-asked");
// What the address names came after the page was laid out.
document.getElementById(location.hash.slice(1))?.scrollIntoView();
