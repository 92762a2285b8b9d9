// Filters the rows of a page. What was chosen is kept in the address, so that it can be shared; it is read from there when
// the page opens. A row says in its data which values of the form's choices it fits, each choice by its name.

const form = document.querySelector("[data-filter]");
const status = form.querySelector("[role=status]");
const fields = [...form.elements].filter(({ name }) => name);
const choices = fields.filter(({ tagName }) => tagName === "SELECT");

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

// The values that a choice stands for: of a category, all that are listed below it.
function wantedOf({ selectedOptions: [option] }) {
  const below = option.dataset.all?.split(" ");
  return new Set(below ?? [option.value]);
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

// What is filtered by, each with a button that takes it away.
function chips(active) {
  return active.map((field) => {
    const said = field.selectedOptions ? field.selectedOptions[0].label.trim() : `“${field.value.trim()}”`;
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

function filter(strangers = []) {
  const active = fields.filter(({ value }) => value.trim());
  const words = (form.elements.namedItem("text")?.value ?? "").toLowerCase().split(/\s+/);
  const wanted = choices.filter(({ value }) => value).map((choice) => [choice.name, wantedOf(choice)]);
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
  status.replaceChildren(...strangers, `${number} `, ...chips(active));
  const query = new URLSearchParams(active.map(({ name, value }) => [name, value.trim()])).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
}

// Takes what the address asks for. Returns a sentence for each thing that there is no such value of.
function takeFromAddress() {
  const strangers = [];
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (!field || !value) {
      continue;
    }
    field.value = value;
    if (field.value !== value) {
      field.value = "";
      strangers.push(`“${value}” is not a choice of “${field.labels[0].firstChild.textContent.trim()}” here. `);
    }
  }
  return strangers;
}

collect();
const strangers = takeFromAddress();
const asked = strangers.length > 0 || fields.some(({ value }) => value);
form.addEventListener("input", () => filter());
form.addEventListener("submit", (event) => event.preventDefault());
filter(strangers);
if (asked && !location.hash) {
  form.scrollIntoView();
}
