// Each change is sent to the server immediately, and kept in the browser until the server has it.

import { box } from "./field.js";

const CHECK_AFTER = 120; // milliseconds without a key
const SAVE_AFTER = 900;
const RETRY_AFTER = 2000;

const units = document.getElementById("units");
export const base = `/a/${units.dataset.key}`;
const timers = new Map();
const jobs = new Map();
const checks = new Map();
let retry = 0;

/** Called with each answer: `checked(unit, answer)` and `saved(unit, answer, text)`. */
export const heard = { checked: () => {}, saved: () => {} };

export function toast(text) {
  const place = document.getElementById("saving");
  place.hidden = !text;
  place.textContent = text;
}

export async function ask(path, form, more = {}) {
  const options = { headers: { "HX-Request": "true" }, ...more };
  if (form) Object.assign(options, { method: "POST", body: new URLSearchParams(form) });
  return fetch(base + path, options);
}

// ── Unsaved text outlives the tab ───────────────────────────────────────────

const name = (unit) => `taiyaku:${units.dataset.project}:${units.dataset.key}:${unit.dataset.unit}`;

export function keep(unit) {
  try {
    localStorage.setItem(name(unit), JSON.stringify({ text: box(unit).value, version: unit.dataset.version }));
  } catch { /* no storage: the server still has what was saved */ }
}

export function forget(unit) {
  try { localStorage.removeItem(name(unit)); } catch { /* likewise */ }
}

/** Text typed into the unit earlier that did not reach the server; null if there is none. */
export function kept(unit) {
  try {
    const found = JSON.parse(localStorage.getItem(name(unit)));
    return found && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}

// ── Checking and saving ─────────────────────────────────────────────────────

export function cancel(unit) {
  for (const timer of timers.get(unit.id) || []) clearTimeout(timer);
  timers.delete(unit.id);
}

/** After a key: check soon, and save a little later. */
export function later(unit) {
  cancel(unit);
  const saving = unit.dataset.recovered ? [] : [setTimeout(() => save(unit), SAVE_AFTER)];
  timers.set(unit.id, [setTimeout(() => check(unit), CHECK_AFTER), ...saving]);
}

export async function check(unit) {
  checks.get(unit.id)?.abort();
  const control = new AbortController();
  checks.set(unit.id, control);
  const text = box(unit).value;
  try {
    const response = await ask(`/u/${unit.dataset.unit}/check`, { text }, { signal: control.signal });
    if (response.ok && box(unit).value === text) heard.checked(unit, await response.json());
  } catch { /* the next key checks again */ }
}

/** Save one after another, so that each save knows the version that the previous one made. */
export function save(unit, how = {}) {
  cancel(unit);
  const job = (jobs.get(unit.id) || Promise.resolve()).then(() => send(unit, how));
  jobs.set(unit.id, job.catch(() => null));
  return job;
}

async function send(unit, { accept = false, force = false, leaving = false }) {
  const field = box(unit);
  const text = field.value;
  if (unit.dataset.conflict && !force) return null;
  if (!accept && text.trim() === field.dataset.saved.trim()) {
    forget(unit);
    return null;
  }
  let response;
  try {
    const form = { text, version: unit.dataset.version, accept: accept ? "1" : "", force: force ? "1" : "" };
    response = await ask(`/u/${unit.dataset.unit}`, form, { keepalive: leaving });
  } catch {
    return failed(unit, accept, "The review server does not answer. What you typed is kept here and will be sent again.");
  }
  if (response.status === 403) {
    return failed(unit, accept, "The review server was restarted; open the address that it printed. "
      + "What you typed is kept here and will be sent again.");
  }
  if (!response.ok && response.status !== 409) {
    keep(unit);
    toast((await response.text()).slice(0, 300));
    return null;
  }
  toast("");
  delete unit.dataset.unsent;
  const answer = await response.json();
  heard.saved(unit, answer, text);
  return answer;
}

function failed(unit, accept, message) {
  keep(unit);
  unit.dataset.unsent = accept ? "accept" : "keep";
  toast(message);
  clearTimeout(retry);
  retry = setTimeout(again, RETRY_AFTER);
  return null;
}

/** Send again what did not arrive; an acceptance stays an acceptance. */
async function again() {
  for (const unit of units.querySelectorAll("[data-unsent]")) {
    const answer = await save(unit, { accept: unit.dataset.unsent === "accept" });
    if (unit.dataset.unsent && !answer) {
      if (box(unit).value.trim() !== box(unit).dataset.saved.trim() || unit.dataset.unsent === "accept") return;
      delete unit.dataset.unsent;
    }
  }
  toast("");
}

const dirty = () => [...units.querySelectorAll(".unit[data-unit]")].filter(
  (unit) => !unit.dataset.recovered && box(unit).value.trim() !== box(unit).dataset.saved.trim());

/** Save everything that is not saved yet. */
export const flush = (leaving = false) => Promise.all(dirty().map((unit) => save(unit, { leaving })));

document.addEventListener("visibilitychange", () => { if (document.hidden) flush(true); });
addEventListener("pagehide", () => flush(true));
addEventListener("online", again);
