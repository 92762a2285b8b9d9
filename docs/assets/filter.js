// Filters the rows of a page. What was chosen is kept in the address, so that it can be shared; it is read from there when
// the page opens. A row says in its data which values of the form's choices it fits, each choice by its name.

import { every, required } from "./elements.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */
/** @typedef {{ element: HTMLElement, text: string }} Row */
/** @typedef {{ element: HTMLElement, rows: HTMLElement[], count: Element | null }} Group */
/** @typedef {[name: string, values: Set<string>]} Wanted Which data of a row, and which values of it. */

const form = required("[data-filter]", HTMLFormElement);
const status = required("[role=status]", HTMLElement, form);
const fields = [...form.elements].filter(
  (field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement,
);
const choices = fields.filter((field) => field instanceof HTMLSelectElement);

// What some page can be filtered by. This one may not have the choice that a link to it asks for.
const FILTERS = new Set(["anomaly", "category", "condition", "http", "meaning", "outcome"]);

/** @type {Row[]} */
let rows = [];
/** @type {Group[]} */
let groups = [];

function collect() {
  rows = every("[data-row]", HTMLElement).map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));
  groups = every("[data-rows]", HTMLElement).map((element) => ({
    element,
    rows: every("[data-row]", HTMLElement, element),
    count: element.querySelector("[data-count]"),
  }));
}

/** @param {string} name */
function fieldOf(name) {
  return fields.find((field) => field.name === name);
}

/**
 * What a choice asks of a row. A category stands for the conditions below it.
 * @param {Field} choice
 * @returns {Wanted}
 */
function wantedOf({ name, value }) {
  const below = every(`optgroup[data-category="${CSS.escape(value)}"] > option`, HTMLOptionElement, form);
  if (name === "category" && below.length) {
    return ["condition", new Set(below.map((option) => option.value))];
  }
  return [name, new Set([value])];
}

/**
 * Puts the rows of a section that has a page of its own into its place.
 * @param {HTMLElement} section
 */
async function fetchRows(section) {
  const { href } = required("p > a", HTMLAnchorElement, section);
  const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
  const table = required("[data-rows] table", HTMLTableElement, page);
  for (const link of table.querySelectorAll("a")) {
    link.href = new URL(link.getAttribute("href") ?? "", href).href;
  }
  required("p", HTMLParagraphElement, section).replaceWith(table);
  delete section.dataset.away;
}

/** Fetches all such sections. Returns what to say of those that could not be fetched. */
async function loadAway() {
  const away = every("[data-away]", HTMLElement);
  if (!away.length) {
    return [];
  }
  status.textContent = "Loading all sections…";
  await Promise.allSettled(away.map(fetchRows));
  collect();
  const missing = document.querySelector("[data-away]");
  return missing ? ["Some sections could not be loaded; their links are below. "] : [];
}

/**
 * @param {Row} row
 * @param {string[]} words
 * @param {Wanted[]} wanted
 */
function fits({ element, text }, words, wanted) {
  return (
    words.every((word) => text.includes(word)) &&
    wanted.every(([name, values]) => {
      const own = (element.dataset[name] ?? "").split(" ").filter(Boolean);
      return values.has("any") ? own.length > 0 : own.some((value) => values.has(value));
    })
  );
}

/** @param {Field} field */
function labelOf(field) {
  return field.labels?.[0].firstChild?.textContent?.trim() ?? field.name;
}

/**
 * What is filtered by, each with a button that takes it away.
 * @param {Field[]} active
 */
function chips(active) {
  return active.map((field) => {
    const value = field instanceof HTMLSelectElement ? field.selectedOptions[0].label : field.value.trim();
    const said = `${labelOf(field)}: ${value}`;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${said} ✕`;
    button.setAttribute("aria-label", `Stop filtering by ${said}`);
    button.addEventListener("click", () => {
      field.value = "";
      filter();
      field.focus();
    });
    return button;
  });
}

/** @param {string[]} [said] sentences to begin the status with */
async function start(said = []) {
  filter([...said, ...(await loadAway())]);
}

/**
 * Shows the rows that fit.
 * @param {string[]} [said] sentences to begin the status with
 */
function filter(said = []) {
  const active = fields.filter(({ value }) => value.trim());
  const words = (fieldOf("text")?.value ?? "").toLowerCase().split(/\s+/);
  const wanted = choices.filter(({ value }) => value).map(wantedOf);
  for (const row of rows) {
    row.element.hidden = !fits(row, words, wanted);
  }
  for (const group of groups) {
    const own = group.rows.filter((row) => !row.hidden).length;
    group.element.hidden = active.length > 0 && own === 0;
    if (group.count && group.rows.length) {
      group.count.textContent = own < group.rows.length ? `${own} of ${group.rows.length}` : `${own}`;
    }
  }
  const shown = rows.filter(({ element }) => !element.hidden).length;
  const number = shown < rows.length ? `${shown} of ${rows.length} shown` : `${shown} shown`;
  status.replaceChildren(...said, `${number} `, ...chips(active));
  const query = new URLSearchParams(active.map(({ name, value }) => [name, value.trim()])).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
}

/** Takes what the address asks for. Returns a sentence for each thing that there is no such value of. */
function takeFromAddress() {
  const strangers = [];
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = fieldOf(name);
    if (field && value) {
      field.value = value;
    }
    if (field ? field.value !== value : FILTERS.has(name)) {
      strangers.push(`“${value}” is not a choice of “${field ? labelOf(field) : name}” here. `);
      if (field) {
        field.value = "";
      }
    }
  }
  return strangers;
}

collect();
const strangers = takeFromAddress();
const asked = strangers.length > 0 || fields.some(({ value }) => value);
form.addEventListener("input", () => start());
form.addEventListener("submit", (event) => event.preventDefault());
if (asked) {
  await start(strangers);
  document.documentElement.classList.remove("is-asked");
  if (!location.hash) {
    form.scrollIntoView();
  }
} else {
  document.documentElement.classList.remove("is-asked");
  if (!document.querySelector("[data-away]")) {
    filter();
  }
}
