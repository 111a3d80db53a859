// The samples of a finished job: each with its smallest adversarial example and their difference.

import { ask, askJson, percent } from "./ask.js";

const find = (id) => document.getElementById(id);
const PAGE = 12;
const KINDS = [["original", "Sample"], ["adversarial", "Adversarial example"], ["difference", "Difference"]];
let job = "";
let offset = 0;
let turn = 0; // what comes for another job, filter or part is left out
let addresses = [];

function forget() {
  addresses.forEach((address) => URL.revokeObjectURL(address));
  addresses = [];
  find("samples").replaceChildren();
}

export function hideSamples() {
  turn += 1;
  job = "";
  forget();
  find("samples-box").hidden = true;
}

export function showSamples(id, points, names) {
  if (job === id) return;
  hideSamples();
  job = id;
  offset = 0;
  const form = find("samples-form").elements;
  const fates = [["All", "any", ""]];
  for (const point of points.filter((one) => one.value > 0).reverse()) {
    fates.push([`Broken at ≤ ${+point.value.toPrecision(3)}`, "broken", point.value]);
  }
  fates.push(["Withstood all", "withstood", ""], ["Wrong already", "wrong", ""]);
  form.fate.replaceChildren(...fates.map(([words, fate, value]) => new Option(words, `${fate} ${value}`)));
  const classes = names.map((name, label) => new Option(name, label));
  form.class.replaceChildren(new Option("All classes", ""), ...classes);
  form.class.hidden = !names.length;
  find("samples-box").hidden = false;
  load();
}

async function load() {
  const mine = ++turn;
  const form = find("samples-form").elements;
  const [fate, value] = form.fate.value.split(" ");
  const query = new URLSearchParams({ offset, limit: PAGE, order: form.order.value, fate });
  if (value) query.set("value", value);
  if (form.class.value) query.set("class", form.class.value);
  find("samples-words").textContent = "Reading the samples …";
  try {
    const told = await askJson(`api/v1/jobs/${job}/samples?${query}`);
    if (mine !== turn) return;
    forget();
    const last = Math.min(offset + PAGE, told.total);
    find("samples-words").textContent =
      (told.total ? `${offset + 1} to ${last} of ${told.total}.` : "There is no such sample.") +
      (told.remark ? ` Originals cannot be shown: ${told.remark}` : "");
    find("samples-back").disabled = offset === 0;
    find("samples-on").disabled = last >= told.total;
    for (const sample of told.samples) find("samples").append(card(sample, mine));
  } catch (error) {
    if (mine === turn) find("samples-words").textContent = error.message;
  }
}

function card(sample, mine) {
  const made = document.createElement("figure");
  made.className = "sample";
  const pictures = document.createElement("div");
  made.append(pictures);
  const is = sample.label_name ?? `class ${sample.label}`;
  const taken = sample.adversarial_name ?? `class ${sample.adversarial_prediction}`;
  const said = document.createElement("figcaption");
  if (sample.fate === "wrong") said.textContent = `#${sample.index} ${is}: wrong already`;
  else if (sample.minimum_perturbation === null) said.textContent = `#${sample.index} ${is}: withstood`;
  else {
    const size = +sample.minimum_perturbation.toPrecision(3);
    said.textContent = `#${sample.index} ${is} → ${taken} at ${size} (${percent(sample.adversarial_confidence)} sure)`;
  }
  made.append(said);
  const kinds = sample.adversarial_prediction === null ? KINDS.slice(0, 1) : KINDS;
  for (const [kind, words] of kinds) {
    const picture = document.createElement("img");
    picture.alt = `${words} ${sample.index}`;
    picture.title = words;
    pictures.append(picture);
    ask(`api/v1/jobs/${job}/samples/${sample.index}/${kind}.png?side=128`)
      .then((answer) => answer.blob())
      .then((blob) => {
        if (mine !== turn) return;
        picture.src = URL.createObjectURL(blob);
        addresses.push(picture.src);
      })
      .catch(() => picture.remove()); // the words above say why there are none
  }
  return made;
}

find("samples-form").addEventListener("change", () => {
  offset = 0;
  load();
});
find("samples-form").addEventListener("submit", (event) => event.preventDefault());
find("samples-back").addEventListener("click", () => {
  offset = Math.max(0, offset - PAGE);
  load();
});
find("samples-on").addEventListener("click", () => {
  offset += PAGE;
  load();
});
