// The choices editor, seen at once. Without this file the form works the same:
// the server fills and judges everything. Words stay in the page; this only picks.
const form = document.getElementById("choices");
const data = JSON.parse(document.getElementById("choices-data").textContent);
const status = document.getElementById("count");
const effects = document.getElementById("effects");
const ORDER = "nay";
const CODES = { y: "yes", a: "ask", n: "no" };
const ICONS = { yes: "check", ask: "ask", no: "no" };

const radios = (name) => form.querySelectorAll(`input[name="${name}"]`);
const read = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
const letter = (name) => read(name).charAt(0) || "n";
const least = (letters) => letters.reduce((a, b) => (ORDER.indexOf(b) < ORDER.indexOf(a) ? b : a), "y");
const most = (letters) => letters.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), "n");
// What a level fills in, in the order of the page, which is the order of its letters.
const names = (of) => [...new Set([...form.querySelectorAll(of)].map((radio) => radio.name))];
const fields = names(".rows .cells input,[name^=detail-],[name^=topic-],[name^=flag-],[name^=way-],[name=outside]");
const named = (start) => fields.filter((name) => name.startsWith(start));
const kinds = named("registry-").map((name) => name.split("-")[1]);
// A row is a group, or one organization; its code may hold a hyphen, a kind may not.
const rowOf = (cell) => cell.slice(0, cell.lastIndexOf("-"));
// A detail that nobody answered goes with its kind of data.
const plain = (name, answer) => (answer !== "-" ? answer : name.startsWith("detail-") ? "y" : "");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function put(name, value) {
  for (const radio of radios(name)) radio.checked = value !== "" && radio.value.startsWith(value);
}

const outside = () => (read("where") === "anywhere" ? "y" : read("where") ? letter("outside") : "n");
const noCountry = () => read("where") === "own" && !form.elements.own_places?.selectedOptions.length;
const inside = () => (read("where") && !noCountry() ? "y" : "n");
const ill = () => form.querySelector('input[name="conditions"]:checked') !== null;
const topics = () => named("topic-").filter((name) => name !== "topic-condition" || ill()).map(letter);
const meanings = {
  "@outside": outside,
  "@inside": inside,
  "@condition": () => most([letter("topic-health"), ill() ? letter("topic-condition") : "n"]),
};
const meaning = (need) => (meanings[need] ? meanings[need]() : letter(fields[need]));

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
  form.querySelectorAll(".rings path").forEach((slice, i) => {
    const [best, varies] = span(fields[i]);
    count[CODES[best]] += 1;
    slice.setAttribute("class", `${CODES[best]}-${varies && best !== "n" ? "mix" : "fill"}`);
  });
  return count;
}

function showExamples() {
  for (const item of form.querySelectorAll("[data-example]")) {
    const code = CODES[least(data.examples[item.dataset.example].map(meaning))];
    const said = item.querySelector("[data-answer]");
    const [icon, use] = [said.querySelector("svg"), said.querySelector("use")];
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[code]}`));
    said.dataset.answer = code;
    said.firstElementChild.className = `tag ${code}`;
    said.firstElementChild.replaceChildren(icon, item.parentElement.dataset[code]);
  }
}

function wordOf(name, value) {
  const radio = [...radios(name)].find((input) => value && input.value.startsWith(value));
  return radio ? radio.parentElement.textContent.trim() : "–";
}

function labelOf(name) {
  const box = radios(name)[0].closest("fieldset");
  const group = box.parentElement.closest(".who")?.querySelector("legend b");
  const own = box.querySelector("legend").firstChild.textContent.trim();
  return group ? `${group.textContent}: ${own}` : own;
}

function listChanges() {
  const list = document.getElementById("changes");
  const now = fields.map((name) => read(name).charAt(0));
  const saved = fields.map((name, i) => plain(name, data.saved[i]));
  const changed = fields.map((_, i) => i).filter((i) => now[i] !== saved[i]);
  const lines = changed.slice(0, 5).map((i) => {
    const name = fields[i];
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

// Who gains and who loses only the server knows: it is asked after the last change.
let asking = new AbortController();
async function askServer(words) {
  asking.abort();
  asking = new AbortController();
  const answer = await fetch(effects.dataset.url, { method: "POST", body: new FormData(form), signal: asking.signal });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = [...effects.querySelectorAll("details")].map((part) => part.open);
  [...page.querySelectorAll("details")].forEach((part, i) => { part.open = open[i] ?? false; });
  effects.replaceChildren(...document.importNode(page.body, true).childNodes);
  status.textContent = `${words} ${effects.querySelector("[data-summary]")?.dataset.summary ?? ""}`.trim();
}

let waiting;
function show() {
  const picked = read("level") !== "";
  for (const part of form.querySelectorAll("[data-picked]")) part.hidden = !picked;
  for (const part of form.querySelectorAll("[data-unpicked]")) part.hidden = picked;
  const count = drawRings();
  showExamples();
  if (data.saved) listChanges();
  clearTimeout(waiting);
  const total = count.yes + count.ask + count.no;
  waiting = setTimeout(() => {
    status.textContent = fill(status.dataset.words, { ...count, total });
    askServer(status.textContent).catch(() => {});
  }, 400);
}

function fillLevel(code) {
  const level = data.levels[code];
  if (!level) return;
  const [answers, where, hasEthics] = level;
  fields.forEach((name, i) => put(name, plain(name, answers[i])));
  for (const radio of radios("where")) radio.checked = radio.value === where;
  const ethics = form.querySelector('input[name="ethics"]');
  if (ethics) ethics.checked = hasEthics;
  nameGroups();
}

function nameGroups() {
  for (const group of new Set(names(".rows .cells input").map(rowOf))) {
    const found = new Set(kinds.map((kind) => read(`${group}-${kind}`)));
    put(`group-${group}`, found.size === 1 ? [...found][0] : "mix");
  }
}

// Arrow keys pass through answers on their way; what those fill in is taken back.
const passed = new Map();
let mine = null;
let level = read("level");

function pickLevel(value) {
  if (level === "own") mine = [fields.map(read), read("where"), form.elements.ethics?.checked];
  level = value;
  passed.clear();
  if (value !== "own") fillLevel(value);
  else if (mine) {
    fields.forEach((name, i) => put(name, mine[0][i]));
    for (const radio of radios("where")) radio.checked = radio.value === mine[1];
    if (form.elements.ethics) form.elements.ethics.checked = mine[2];
    nameGroups();
  }
}

function answerGroup(group, value) {
  const cells = kinds.map((kind) => `${group}-${kind}`);
  if (value !== "mix") {
    if (!passed.has(group)) passed.set(group, cells.map(read));
    for (const cell of cells) put(cell, value);
  } else if (passed.has(group)) {
    passed.get(group).forEach((answer, i) => put(cells[i], answer));
    passed.delete(group);
  }
}

form.addEventListener("change", ({ target }) => {
  const { name, value } = target;
  const isCell = target.closest(".cells") !== null;
  const belongs = fields.includes(name) || /^group-[^@]|^(where|own_places|ethics)$/.test(name);
  if (name === "level") pickLevel(value);
  else if (belongs) {
    put("level", "own");
    level = "own";
  }
  if (isCell) {
    put(`group-${rowOf(name)}`, "mix");
    passed.delete(rowOf(name));
  }
  if (name.startsWith("group-")) answerGroup(name.slice(6), value);
  show();
});

for (const part of form.querySelectorAll(".no-js-only")) part.hidden = true;
if (read("level")) { drawRings(); showExamples(); }
