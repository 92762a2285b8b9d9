// Filters the rows of a venue, or the list of anomalies. What was chosen is kept in the address, so that it can be
// shared; it is read from there when the page opens.

const form = document.querySelector("[data-filter]");
const status = form.querySelector("[role=status]");
const groups = document.querySelectorAll("[data-rows]");
const rows = [...document.querySelectorAll("[data-anomaly]")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));

function fits({ element, text }, wanted) {
  const { http, condition, anomaly } = element.dataset;
  const kinds = anomaly.split(" ").filter(Boolean);
  return (
    (wanted.text ?? "").toLowerCase().split(/\s+/).every((word) => text.includes(word)) &&
    (!wanted.http || wanted.http === http) &&
    (!wanted.condition || wanted.condition === condition) &&
    (!wanted.anomaly || (wanted.anomaly === "any" ? kinds.length > 0 : kinds.includes(wanted.anomaly)))
  );
}

function filter() {
  const wanted = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  for (const row of rows) {
    row.element.hidden = !fits(row, wanted);
  }
  for (const group of groups) {
    group.hidden = !group.querySelector("[data-anomaly]:not([hidden])");
  }
  const shown = rows.filter((row) => !row.element.hidden).length;
  status.textContent = shown === rows.length ? `${shown} shown` : `${shown} of ${rows.length} shown`;
  const query = new URLSearchParams(wanted).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
}

for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements.namedItem(name);
  if (field) {
    field.value = value;
  }
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
filter();
