// The choices editor, seen at once. Without this file the form works the same:
// the server fills and judges everything. Words stay in the page; this only picks.
const form = document.getElementById("choices");
const data = JSON.parse(document.getElementById("choices-data").textContent);
const ORDER = "nay";
const CODES = { y: "yes", a: "ask", n: "no" };

const read = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
const letter = (name) => read(name).charAt(0) || "n";
const least = (letters) => letters.reduce((a, b) => (ORDER.indexOf(b) < ORDER.indexOf(a) ? b : a), "y");
const most = (letters) => letters.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), "n");
const named = (start) => data.fields.filter((name) => name.startsWith(start));
// A detail that nobody answered goes with its kind of data.
const plain = (name, answer) => (answer !== "-" ? answer : name.startsWith("detail-") ? "y" : "");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function put(name, value) {
  for (const radio of form.querySelectorAll(`input[name="${name}"]`)) {
    radio.checked = value !== "" && radio.value.startsWith(value);
  }
}

const outside = () => (read("where") === "anywhere" ? "y" : read("where") ? letter("outside") : "n");
const noCountry = () => read("where") === "own" && !form.elements.own_places.selectedOptions.length;
const inside = () => (read("where") && !noCountry() ? "y" : "n");
const ill = () => form.querySelector('input[name="conditions"]:checked') !== null;
const topics = () => named("topic-").filter((name) => name !== "topic-condition" || ill()).map(letter);
const meanings = {
  "@outside": outside,
  "@inside": inside,
  "@condition": () => most([letter("topic-health"), ill() ? letter("topic-condition") : "n"]),
};
const meaning = (name) => (meanings[name] ? meanings[name]() : letter(name));

// The best and the least any purpose, way and place allows for one cell.
function span(name) {
  const own = [letter(name)];
  if (name.endsWith("-genome")) own.push(letter(name.replace(/genome$/, "gene")));
  const ways = named("way-").map(letter);
  const details = named(`detail-${name.split("-").pop()}.`).map((field) => read(field).charAt(0) || "y");
  const most_of = least([...own, most(topics()), most(ways), most([inside(), outside()])]);
  const least_of = least([...own, ...topics(), ...named("flag-").map(letter), ...ways, outside(), ...details]);
  return [most_of, most_of !== least_of];
}

function drawRings() {
  const count = { yes: 0, ask: 0, no: 0 };
  for (const slice of form.querySelectorAll("[data-cell]")) {
    const [best, varies] = span(slice.dataset.cell);
    count[CODES[best]] += 1;
    slice.setAttribute("class", `${CODES[best]}${varies && best !== "n" ? "-some" : ""}-fill`);
  }
  return count;
}

function showExamples() {
  for (const item of form.querySelectorAll("[data-example]")) {
    const { needs } = data.examples[item.dataset.example];
    const code = CODES[least(needs.map(meaning))];
    for (const words of item.querySelectorAll("[data-answer]")) words.hidden = words.dataset.answer !== code;
  }
}

function wordOf(name, value) {
  const radio = [...form.querySelectorAll(`input[name="${name}"]`)].find((input) => value && input.value.startsWith(value));
  return radio ? radio.parentElement.textContent.trim() : "–";
}

function labelOf(name) {
  const box = form.querySelector(`input[name="${name}"]`)?.closest("[role=radiogroup],fieldset");
  return box?.getAttribute("aria-label") ?? box?.querySelector("legend b")?.textContent ?? name;
}

function listChanges() {
  const list = document.getElementById("changes");
  const now = data.fields.map((name) => read(name).charAt(0));
  const saved = data.fields.map((name, i) => plain(name, data.saved[i]));
  const changed = data.fields.map((_, i) => i).filter((i) => now[i] !== saved[i]);
  const lines = changed.slice(0, 5).map((i) => {
    const name = data.fields[i];
    return fill(list.dataset.line, { what: labelOf(name), old: wordOf(name, saved[i]), new: wordOf(name, now[i]) });
  });
  const nameOf = (level) => form.querySelector(`input[name="level"][value="${level}"]`)?.parentElement.querySelector("b").textContent;
  const level = read("level");
  if (level !== data.level) lines.unshift(fill(list.dataset.line, { what: list.dataset.lead, old: nameOf(data.level), new: nameOf(level) }));
  if (changed.length > 5) lines.push(fill(list.dataset.more, { count: changed.length - 5 }));
  list.replaceChildren(...(lines.length ? lines : [list.dataset.none]).map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

let waiting;
function show() {
  const picked = read("level") !== "";
  for (const part of form.querySelectorAll("[data-picked]")) part.hidden = !picked;
  for (const part of form.querySelectorAll("[data-unpicked]")) part.hidden = picked;
  const count = drawRings();
  showExamples();
  for (const cell of form.querySelectorAll("[data-out]")) cell.textContent = wordOf(cell.dataset.out, read(cell.dataset.out) || "?");
  if (data.saved) listChanges();
  clearTimeout(waiting);
  const status = document.getElementById("count");
  const total = count.yes + count.ask + count.no;
  waiting = setTimeout(() => { status.textContent = fill(status.dataset.words, { ...count, total }); }, 400);
}

function fillLevel(code) {
  const level = data.levels[code];
  if (!level) return;
  data.fields.forEach((name, i) => put(name, plain(name, level.answers[i])));
  for (const radio of form.querySelectorAll('input[name="where"]')) radio.checked = radio.value === level.where;
  const ethics = form.querySelector('input[name="ethics"]');
  if (ethics) ethics.checked = level.ethics;
  for (const group of new Set(named("cell-").map((name) => name.split("-")[1]))) {
    const found = new Set(named(`cell-${group}-`).map((name) => read(name)));
    put(`group-${group}`, found.size === 1 ? [...found][0] : "mix");
  }
}

form.addEventListener("change", ({ target }) => {
  const { name, value } = target;
  const belongs = /^(group|cell|detail|topic|flag|way)-|^(where|outside|own_places|ethics)$/.test(name);
  if (name === "level") fillLevel(value);
  else if (belongs) put("level", "own");
  if (name.startsWith("cell-")) put(`group-${name.split("-")[1]}`, "mix");
  if (name.startsWith("group-") && value !== "mix") {
    for (const cell of named(`cell-${name.slice(6)}-`)) put(cell, value);
  }
  show();
});

for (const part of form.querySelectorAll(".no-js-only")) part.hidden = true;
if (read("level")) show();
