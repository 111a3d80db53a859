// Follows the jobs of a PandaVision server. Everything that comes from files or requests is written as text.

import { ask, askJson, percent, setToken } from "./ask.js";
import { drawCurve, drawOpenCurve, hideCurve } from "./curve.js";
import { hideSamples, showSamples } from "./samples.js";

// The server says something every 15 seconds: a connection that is silent for longer is none any more.
const SILENCE_MS = 35000;

const jobs = new Map();
let selected = "";
let drawn = "";
const find = (id) => document.getElementById(id);
const STATES = {
  queued: "waiting", running: "running", stopping: "stopping", finished: "✓ finished", failed: "✗ failed",
  cancelled: "stopped", interrupted: "interrupted",
};

function say(words, kind = "") {
  const place = find("connection");
  place.textContent = words;
  place.className = kind;
}

function newest() {
  const shown = [...jobs.values()].filter((job) => ["finished", "running"].includes(job.state));
  return shown.sort((a, b) => (a.created < b.created ? 1 : -1))[0];
}

function cell(row, words, kind = "") {
  const made = row.insertCell();
  made.textContent = words;
  made.className = kind;
  return made;
}

function showJobs() {
  const rows = [...jobs.values()].sort((a, b) => (a.created < b.created ? 1 : -1));
  find("jobs").hidden = !rows.length;
  find("no-jobs").hidden = rows.length > 0;
  const body = find("jobs").tBodies[0];
  const focused = document.activeElement?.dataset?.job;
  body.replaceChildren();
  for (const job of rows) {
    const row = body.insertRow();
    row.setAttribute("aria-selected", String(job.id === selected));
    row.addEventListener("click", () => select(job.id));
    const name = document.createElement("button");
    name.type = "button";
    name.className = "name";
    name.dataset.job = job.id;
    name.textContent = job.name;
    row.insertCell().append(name);
    cell(row, job.attack);
    const state = cell(row, STATES[job.state] || job.state);
    if (job.state === "finished") state.className = "good";
    if (job.state === "failed") state.className = "bad";
    if (job.share !== undefined) {
      const bar = document.createElement("progress");
      bar.value = job.share;
      bar.setAttribute("aria-label", `${Math.floor(100 * job.share)} % done`);
      state.append(" ", bar);
    }
    cell(row, percent(job.clean), "number");
    cell(row, percent(job.robust), "number");
    const kind = { low: "bad", medium: "warn", high: "good" }[job.level] || "";
    cell(row, job.level || "", kind);
  }
  if (focused) body.querySelector(`[data-job="${focused}"]`)?.focus();
}

async function select(id) {
  selected = id;
  showJobs();
  await showDetails();
}

async function showDetails() {
  const job = jobs.get(selected);
  find("details").hidden = !job;
  if (!job) {
    hideSamples();
    return;
  }
  if (drawn !== job.id) hideCurve();
  drawn = job.id;
  find("details-title").textContent = job.name;
  find("reason").textContent = job.reason || `${job.model}, ${job.dataset}, ${job.attack}`;
  find("verdict").textContent = "";
  find("warnings").replaceChildren();
  const actions = find("actions");
  actions.replaceChildren();
  if (["queued", "running"].includes(job.state)) addAction("Stop", () => act(job.id, "stop"));
  if (["failed", "cancelled", "interrupted"].includes(job.state)) addAction("Resume", () => act(job.id, "resume"));
  if (job.state !== "finished") hideSamples();
  if (job.state === "running") {
    await drawProgress(job.id);
    return;
  }
  hideCurve();
  if (job.state !== "finished") return;
  let told;
  try {
    told = await askJson(`api/v1/jobs/${job.id}`);
  } catch (error) {
    find("reason").textContent = error.message;
    hideSamples();
    return;
  }
  if (selected !== job.id || !told.result) return;
  const result = told.result;
  find("verdict").textContent = `Security level: ${result["sec-level"]} (${result["sec-value"].toFixed(2)})`;
  for (const warning of result.warnings) {
    const line = document.createElement("li");
    line.textContent = warning;
    find("warnings").append(line);
  }
  drawCurve(result.curve, result.samples["chosen-by-user"]);
  for (const [suffix, words] of [["html", "Report (HTML)"], ["pdf", "Report (PDF)"], ["zip", "Evidence (ZIP)"]]) {
    addAction(words, () => save(job.id, suffix));
  }
  showSamples(job.id, result.curve, result["class-names"]);
}

let isDrawing = false;

async function drawProgress(id) {
  if (isDrawing) return; // the next news draws what is new
  isDrawing = true;
  try {
    const told = await askJson(`api/v1/jobs/${id}`);
    if (selected !== id || jobs.get(id)?.state !== "running") return;
    if (told.progress) drawOpenCurve(told.progress);
    else hideCurve();
  } catch {
    // It ended or is gone meanwhile: the next news says so.
  } finally {
    isDrawing = false;
  }
}

function addAction(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      find("reason").textContent = error.message;
    }
    button.disabled = false;
  });
  find("actions").append(button);
}

async function act(id, what) {
  await ask(`api/v1/jobs/${id}/${what}`, { method: "POST" });
}

async function save(id, suffix) {
  const blob = await (await ask(`api/v1/jobs/${id}/report.${suffix}`)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${id}.${suffix}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function hear(kind, data) {
  const told = JSON.parse(data);
  if (kind === "queue") {
    showPause(told.paused);
    return;
  }
  if (kind === "all") {
    const there = new Set(told.ids);
    for (const id of jobs.keys()) if (!there.has(id)) jobs.delete(id);
    showPause(told.paused);
    if (!jobs.has(selected)) selected = newest()?.id || "";
    showJobs();
    showDetails();
    return;
  }
  const before = jobs.get(told.id);
  if (kind === "removed") jobs.delete(told.id);
  else jobs.set(told.id, told);
  showJobs();
  if (told.id !== selected) return;
  if (before?.state !== told.state) showDetails();
  else if (told.state === "running") drawProgress(told.id);
}

let lastId = "";

// Reads news until the server ends them or is silent for too long.
async function read() {
  const silent = new AbortController();
  let watchdog = setTimeout(() => silent.abort(), SILENCE_MS);
  try {
    const headers = lastId ? { "Last-Event-ID": lastId } : {};
    const answer = await ask("api/v1/events", { headers, signal: silent.signal });
    find("token-form").hidden = true;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    say("Connected", "good");
    let unread = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => silent.abort(), SILENCE_MS);
      unread += value;
      const events = unread.split("\n\n");
      unread = events.pop();
      for (const event of events) {
        const kind = /^event: (.*)$/m.exec(event);
        const data = /^data: (.*)$/m.exec(event);
        if (kind && data) hear(kind[1], data[1]);
        lastId = /^id: (.*)$/m.exec(event)?.[1] ?? lastId;
      }
    }
  } catch (error) {
    throw silent.signal.aborted ? new Error("The server has been silent for too long.") : error;
  } finally {
    clearTimeout(watchdog);
  }
}

async function listen() {
  for (;;) {
    try {
      await read();
      say("The connection is lost; trying again …", "bad");
    } catch (error) {
      say(`${error.message} Trying again …`, "bad");
    }
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}

function showPause(isPaused) {
  const button = find("pause");
  button.hidden = false;
  button.textContent = isPaused ? "Continue queue" : "Pause queue";
  button.onclick = async () => {
    try {
      const path = `api/v1/queue/${isPaused ? "continue" : "pause"}`;
      showPause((await askJson(path, { method: "POST" })).paused);
    } catch (error) {
      say(error.message, "bad");
    }
  };
}

async function offerAttacks() {
  const box = find("add").elements.attack;
  const kind = find("add").elements["perturbation-type"].value;
  try {
    const known = await askJson("api/v1/attacks");
    const usual = box.options[0];
    box.replaceChildren(usual);
    for (const attack of known.filter((one) => one["perturbation-types"].includes(kind))) {
      box.add(new Option(attack.title, attack.name));
    }
  } catch {
    // Without the list the usual attack is there.
  }
}

find("add").elements["perturbation-type"].addEventListener("change", offerAttacks);
find("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = Object.fromEntries(new FormData(find("add")));
  const values = told["perturbation-values"].split(/[,;\s]+/).filter(Boolean).map(Number);
  const body = { ...told, "perturbation-values": values };
  if (!values.length || values.some(Number.isNaN)) {
    find("added").textContent = "The perturbation values are no list of numbers: 0, 0.01, 0.02.";
    return;
  }
  for (const key of ["preprocessing", "attack"]) if (!body[key]) delete body[key];
  try {
    const id = await askJson("api/security_evaluations", { method: "POST", body: JSON.stringify(body) });
    find("added").textContent = "Added.";
    selected = id;
  } catch (error) {
    find("added").textContent = error.message;
  }
});
find("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken(find("token").value.trim());
  offerAttacks();
});

offerAttacks();
listen();
