// Filters the rows of a page. What was chosen is kept in the address, so that it can be shared; it is read from there when
// the page opens. A row says in its data which values of the form's choices it fits, each choice by its name.

const form = document.querySelector("[data-filter]");
const status = form.querySelector("[role=status]");
const fields = [...form.elements].filter(({ name }) => name);
const choices = fields.filter(({ tagName }) => tagName === "SELECT");

// What some page can be filtered by. This one may not have the choice that a link to it asks for.
const FILTERS = new Set(["anomaly", "category", "condition", "http", "meaning", "outcome"]);

let rows = [];
let groups = [];

function collect() {
  rows = [...document.querySelectorAll("[data-row]")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));
  groups = [...document.querySelectorAll("[data-rows]")].map((element) => ({
    element,
    rows: [...element.querySelectorAll("[data-row]")],
    count: element.querySelector("[data-count]"),
  }));
}

// What a choice asks of a row: which data, and one of which values. A category stands for the conditions below it.
function wantedOf({ name, value }) {
  const below = form.querySelector(`optgroup[data-category="${CSS.escape(value)}"]`);
  if (name === "category" && below) {
    return ["condition", new Set([...below.children].map((option) => option.value))];
  }
  return [name, new Set([value])];
}

// Puts the rows of a section that has a page of its own into its place.
async function fetchRows(section) {
  const { href } = section.querySelector("p > a");
  const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
  const table = page.querySelector("[data-rows] table");
  for (const link of table.querySelectorAll("a")) {
    link.href = new URL(link.getAttribute("href"), href).href;
  }
  section.querySelector("p").replaceWith(table);
  delete section.dataset.away;
}

// Fetches all such sections. Returns what to say of those that could not be fetched.
async function loadAway() {
  const away = [...document.querySelectorAll("[data-away]")];
  if (!away.length) {
    return [];
  }
  status.textContent = "Loading all sections…";
  await Promise.allSettled(away.map(fetchRows));
  collect();
  const missing = document.querySelector("[data-away]");
  return missing ? ["Some sections could not be loaded; their links are below. "] : [];
}

function fits({ element, text }, words, wanted) {
  return (
    words.every((word) => text.includes(word)) &&
    wanted.every(([name, values]) => {
      const own = (element.dataset[name] ?? "").split(" ").filter(Boolean);
      return values.has("any") ? own.length > 0 : own.some((value) => values.has(value));
    })
  );
}

const labelOf = (field) => field.labels[0].firstChild.textContent.trim();

// What is filtered by, each with a button that takes it away.
function chips(active) {
  return active.map((field) => {
    const said = `${labelOf(field)}: ${field.selectedOptions ? field.selectedOptions[0].label : field.value.trim()}`;
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

async function start(said = []) {
  filter([...said, ...(await loadAway())]);
}

// Shows the rows that fit; `said` are sentences to begin the status with.
function filter(said = []) {
  const active = fields.filter(({ value }) => value.trim());
  const words = (form.elements.namedItem("text")?.value ?? "").toLowerCase().split(/\s+/);
  const wanted = choices.filter(({ value }) => value).map(wantedOf);
  let shown = 0;
  for (const row of rows) {
    const does = fits(row, words, wanted);
    row.element.hidden = !does;
    shown += does;
  }
  for (const group of groups) {
    const own = group.rows.filter((row) => !row.hidden).length;
    group.element.hidden = active.length > 0 && own === 0;
    if (group.count && group.rows.length) {
      group.count.textContent = own < group.rows.length ? `${own} of ${group.rows.length}` : own;
    }
  }
  const number = shown < rows.length ? `${shown} of ${rows.length} shown` : `${shown} shown`;
  status.replaceChildren(...said, `${number} `, ...chips(active));
  const query = new URLSearchParams(active.map(({ name, value }) => [name, value.trim()])).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
}

// Takes what the address asks for. Returns a sentence for each thing that there is no such value of.
function takeFromAddress() {
  const strangers = [];
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
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
