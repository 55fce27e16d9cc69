// The page of an article: keys, moving, filters. The server renders; the page moves text and shows the answers.

import { box, insert, insertCode, isComposing, paint, replaceAll, watch } from "./field.js";
import { ask, base, cancel, check, flush, forget, heard, keep, kept, later, save, toast } from "./saving.js";

const FOUND_AFTER = 1200; // milliseconds: findings of units on the page come before those of the others
const units = document.getElementById("units");
const loading = new WeakMap();
const found = new Map();
let active = null;
let job = { number: "", seen: new Set() }; // the drafts of the machine that this page shows

const unitOf = (node) => node?.closest?.(".unit") ?? null;
const every = () => [...units.querySelectorAll(".unit")];
const isOpen = (unit) => unit.dataset.state !== "accepted";
const dialog = (name) => document.getElementById(name);
const say = (text) => { document.getElementById("said").textContent = text; };
const FILTERS = { all: () => true, open: isOpen, found: (unit) => unit.dataset.found !== "0" };
const shown = () => every().filter((unit) => unit === active || FILTERS[units.dataset.filter](unit));

// ── Answers of the server ───────────────────────────────────────────────────

heard.checked = (unit, answer) => {
  unit.dataset.checked = box(unit).value;
  const live = unit.querySelector(".live");
  if (live.innerHTML !== answer.live) {
    const at = [...live.querySelectorAll("button")].indexOf(document.activeElement);
    const unfolded = live.querySelector("details")?.open;
    live.innerHTML = answer.live;
    if (unfolded && live.querySelector("details")) live.querySelector("details").open = true;
    if (at >= 0) (live.querySelectorAll("button")[at] || box(unit)).focus();
  }
  unit.dataset.found = answer.errors + answer.warnings;
  found.set(unit.dataset.unit, [answer.errors, answer.warnings]);
  countFound();
  paint(unit);
};

heard.saved = (unit, answer, text) => {
  const field = box(unit);
  unit.querySelector(".notice").innerHTML = answer.notice;
  if (answer.outcome === "conflict") {
    unit.dataset.conflict = answer.version;
    say("Changed elsewhere in the meantime. What you typed is not saved yet.");
  } else {
    delete unit.dataset.recovered;
    unit.dataset.version = answer.version;
    unit.dataset.state = answer.state;
    field.dataset.saved = answer.text;
    unit.querySelector(".state-name").textContent = answer.state;
    const origin = answer.origin === "person" ? "typed, not accepted" : answer.origin;
    const origins = { draft: `draft · ${origin}`, outdated: "outdated" };
    unit.querySelector(".origin").textContent = origins[answer.state] || "";
    if (field.value === text) forget(unit); else keep(unit);
  }
  if (field.value === text) heard.checked(unit, answer);
  count(answer.counts, answer.toGo);
};

function count(counts, toGo) {
  const bar = document.querySelector(".how .bar");
  let at = 0;
  for (const state of ["accepted", "draft", "outdated", "missing"]) {
    const part = bar.querySelector(`.${state}`);
    part.setAttribute("x", at);
    part.setAttribute("width", counts[state]);
    at += counts[state];
  }
  bar.setAttribute("aria-label", Object.entries(counts).map(([state, number]) => `${number} ${state}`).join(", "));
  document.getElementById("accepted").textContent = counts.accepted.toLocaleString("en");
  document.getElementById("open").textContent = (at - counts.accepted).toLocaleString("en");
  const undrafted = document.getElementById("undrafted");
  if (undrafted) undrafted.textContent = (counts.missing + counts.outdated).toLocaleString("en");
  document.getElementById("to-go").textContent = Number(toGo).toLocaleString("en");
}

/** Ask which units have findings, including those that the page has not loaded. */
async function findAll() {
  try {
    const response = await ask("/found");
    if (!response.ok) return;
    for (const [id, levels] of Object.entries(await response.json())) {
      found.set(id, levels);
      const unit = document.getElementById(`u-${id}`);
      if (unit?.classList.contains("light")) unit.dataset.found = levels[0] + levels[1];
    }
    countFound();
  } catch { /* the filter then knows only the units on the page */ }
}

function countFound() {
  const levels = [...found.values()];
  const place = document.getElementById("found");
  place.textContent = levels.filter(([errors, warnings]) => errors + warnings).length || "";
  place.classList.toggle("bad", levels.some(([errors]) => errors));
}

// ── Units are loaded when they come into view ───────────────────────────────

const view = new IntersectionObserver((entries) => {
  // Under a filter, a chunk without visible units has no height, and every such chunk is "in view".
  const seen = (chunk) => [...chunk.querySelectorAll(".unit")].some((unit) => FILTERS[units.dataset.filter](unit));
  entries.filter((entry) => entry.isIntersecting && seen(entry.target)).forEach((entry) => load(entry.target));
}, { rootMargin: "600px" });

/** Observe all chunks that are not loaded yet again, as the visible units have changed. */
function watchChunks() {
  for (const chunk of units.querySelectorAll(".chunk")) {
    view.unobserve(chunk);
    view.observe(chunk);
  }
}

function load(chunk) {
  if (!loading.has(chunk)) loading.set(chunk, replace(chunk).finally(() => loading.delete(chunk)));
  return loading.get(chunk);
}

async function replace(chunk) {
  const response = await ask(`/units?from=${chunk.dataset.from}`);
  if (!response.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  const loaded = [...holder.content.children];
  view.unobserve(chunk);
  chunk.replaceWith(...loaded);
  loaded.forEach(ready);
}

function ready(root) {
  const added = root.matches(".unit[data-unit]") ? [root] : root.querySelectorAll(".unit[data-unit]");
  for (const unit of added) {
    recover(unit);
    paint(unit);
  }
}

function recover(unit) {
  const typed = kept(unit);
  if (!typed || typed.text === box(unit).value) return forget(unit);
  box(unit).value = typed.text;
  unit.dataset.version = typed.version;
  unit.dataset.recovered = "1";
  note(unit, "This was typed here earlier and not saved.", [["save", "Save it"], ["discard", "Discard it"]]);
  check(unit);
  return undefined;
}

function note(unit, text, buttons) {
  const warn = document.createElement("div");
  warn.className = "warn";
  const message = document.createElement("p");
  message.textContent = text;
  warn.append(message);
  for (const [does, label] of buttons) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button small", textContent: label });
    button.dataset.do = does;
    warn.append(button, " ");
  }
  unit.querySelector(".notice").replaceChildren(warn);
}

// ── Moving ──────────────────────────────────────────────────────────────────

/** Scroll a unit into view; for a cell of a table, its row. */
const reveal = (unit) => (unit.closest(".cells") ?? unit).scrollIntoView({ block: "nearest" });

async function go(unit) {
  if (unit?.classList.contains("light")) {
    await load(unit.closest(".chunk")).catch(() => toast("The review server does not answer."));
    unit = document.getElementById(unit.id);
  }
  if (!unit?.dataset.unit) return;
  activate(unit);
  const field = box(unit);
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
  reveal(unit);
}

function step(by) {
  const list = shown();
  const at = list.indexOf(active);
  return go(list[at < 0 ? 0 : at + by]);
}

function nextOpen() {
  const list = every();
  const at = list.indexOf(active);
  const next = [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))].find(isOpen);
  if (next) return go(next);
  say("Every unit is accepted. Publish with Alt P.");
  document.getElementById("publish").focus();
  return null;
}

function activate(unit) {
  if (unit === active) return;
  if (active) {
    active.classList.remove("active");
    for (const term of active.querySelectorAll(".source .term")) term.tabIndex = -1;
  }
  active = unit;
  unit.classList.add("active");
  for (const term of unit.querySelectorAll(".source .term")) term.tabIndex = 0;
  document.getElementById("preview").href = `${base}/preview?u=${unit.dataset.unit}`;
  // No fragment: a browser would move the focus from the text to the fragment's target.
  history.replaceState(null, "", `${location.pathname}?u=${unit.dataset.unit}`);
  aid(unit);
}

async function aid(unit) {
  try {
    const response = await ask(`/u/${unit.dataset.unit}/aid`);
    if (!response.ok || unit !== active) return;
    unit.querySelector(".aid").innerHTML = await response.text();
    if (unit.contains(document.activeElement)) reveal(unit);
  } catch { /* the unit can be edited without it */ }
}

// ── Actions ─────────────────────────────────────────────────────────────────

async function accept(unit) {
  if (!box(unit).value.trim()) return say("There is nothing to accept yet.");
  if (unit.dataset.conflict) return unit.querySelector(".notice button")?.focus();
  const answer = await save(unit, { accept: true, force: unit.dataset.held === box(unit).value });
  if (answer?.outcome === "held") unit.dataset.held = box(unit).value;
  if (answer?.outcome === "saved" && answer.state === "accepted") await nextOpen();
  return null;
}

async function fresh(unit) {
  cancel(unit);
  const response = await ask(`/u/${unit.dataset.unit}`);
  if (!response.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  const next = holder.content.querySelector(".unit");
  const wasActive = unit === active;
  const hadFocus = unit.contains(document.activeElement);
  unit.replaceWith(next);
  ready(next);
  if (!wasActive) return;
  active = null;
  if (hadFocus) await go(next); else activate(next);
}

async function draft(unit) {
  await save(unit);
  const slot = document.getElementById("machine");
  if (slot) htmx.ajax("POST", `${base}/draft`, { target: slot, swap: "outerHTML", values: { unit: unit.dataset.unit } });
}

async function publish() {
  await flush();
  htmx.trigger("#publish", "publish");
}

async function filter(which) {
  units.dataset.filter = which;
  for (const button of document.querySelectorAll("button[data-filter]")) {
    button.setAttribute("aria-pressed", String(button.dataset.filter === which));
  }
  watchChunks();
  if (active) reveal(active);
  if (which === "found") await findAll(); // until then, the findings from when the article was opened are shown
  if (units.dataset.filter !== which) return;
  watchChunks();
  const number = every().filter(FILTERS[which]).length;
  document.getElementById("none").hidden = number > 0;
  if (which !== "all") say(`${number} ${number === 1 ? "unit" : "units"}`);
}

/** The person has seen the other version, so the next save is based on it. */
function decided(unit) {
  unit.dataset.version = unit.dataset.conflict;
  delete unit.dataset.conflict;
}

/** The server's fixes are for the text that it checked: if the text has changed since, check it first. */
async function current(unit, what, number, take) {
  if ((unit.dataset.checked ?? box(unit).dataset.saved) !== box(unit).value) await check(unit);
  const found = unit.querySelectorAll(what)[number];
  if (found) take(found);
}

const fixed = (unit, number) => current(unit, "[data-fix]", number, (fix) => replaceAll(unit, fix.dataset.fix));

const doing = {
  accept,
  copy: (unit) => replaceAll(unit, unit.dataset.source),
  draft,
  save: (unit) => {
    delete unit.dataset.recovered;
    unit.querySelector(".notice").replaceChildren();
    return save(unit);
  },
  discard: (unit) => { forget(unit); return fresh(unit); },
  mine: (unit) => { decided(unit); return save(unit); },
  theirs: (unit) => { decided(unit); forget(unit); return fresh(unit); },
  code: (unit) => {
    const chip = unit.querySelector('.codes .chip[data-placed="0"]');
    if (chip) return insertCode(unit, chip.dataset.open, chip.dataset.close);
    return current(unit, "[data-without]", 0, (extra) => replaceAll(unit, extra.dataset.without));
  },
  term: (unit) => {
    const uses = [...unit.querySelectorAll(".source .term")].map((term) => term.dataset.insert).filter(Boolean);
    const text = box(unit).value.toLowerCase();
    const use = uses.find((candidate) => !text.includes(candidate.toLowerCase())) || uses[0];
    if (use) insert(unit, use);
  },
  fix: (unit) => fixed(unit, 0),
  match: (unit, number) => {
    const match = unit.querySelectorAll("[data-match]")[number];
    if (match) replaceAll(unit, match.dataset.match);
  },
};

const UNIT_KEYS = { KeyC: "code", KeyT: "term", KeyF: "fix", KeyS: "copy", KeyD: "draft" };
const PAGE_KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  KeyO: () => filter(units.dataset.filter === "open" ? "all" : "open"),
  KeyE: () => filter(units.dataset.filter === "found" ? "all" : "found"),
  KeyP: publish,
  KeyV: () => flush().then(() => { location.href = document.getElementById("preview").href; }),
  Slash: () => dialog("keys").showModal(),
};

/** The action of a key; undefined if the key is left to the browser. */
function meaning(event) {
  const target = event.target;
  const plain = !event.ctrlKey && !event.metaKey;
  const typing = target.matches?.("textarea, input, select");
  if (!plain) return event.key === "Enter" && active && !event.altKey ? () => accept(active) : undefined;
  if (event.altKey) {
    if (PAGE_KEYS[event.code]) return PAGE_KEYS[event.code];
    if (active && UNIT_KEYS[event.code]) return () => doing[UNIT_KEYS[event.code]](active);
    return active && /^Digit[1-4]$/.test(event.code) ? () => doing.match(active, event.code[5] - 1) : undefined;
  }
  if (event.key === "Escape" && typing && active) return () => { target.blur(); active.focus(); };
  if (event.key === "?" && !typing) return () => dialog("keys").showModal();
  if (event.key === "Enter" && active && (target === active || target === document.body)) return () => box(active).focus();
  if (event.key === "Enter" && target.matches?.(".field textarea") && !("breaks" in unitOf(target).dataset)) return () => {};
  const pressed = (event.key === "Enter" || event.key === " ") && target.matches?.(".source .term");
  return pressed ? () => target.click() : undefined;
}

function key(event) {
  if (event.isComposing || isComposing() || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
  const does = meaning(event);
  if (!does) return;
  event.preventDefault();
  does();
}

function click(event) {
  const target = event.target;
  const near = (what) => target.closest(what);
  if (near("button[data-filter]")) return void filter(near("button[data-filter]").dataset.filter);
  if (near("#publish")) return void publish();
  if (near("#help")) return void dialog("keys").showModal();
  if (near("[data-do=close]")) return void dialog("panel").close();
  if (near("[data-go]")) {
    event.preventDefault();
    dialog("panel").close();
    return void go(document.getElementById(`u-${near("[data-go]").dataset.go}`));
  }
  const unit = unitOf(target);
  if (!unit || !units.contains(unit)) return undefined;
  if (unit.classList.contains("light")) return void go(unit);
  activate(unit);
  if (near("[data-do]")) doing[near("[data-do]").dataset.do]?.(unit);
  else if (near("[data-without]")) doing.code(unit);
  else if (near("[data-open]")) insertCode(unit, near("[data-open]").dataset.open, near("[data-open]").dataset.close);
  else if (near("[data-insert]")?.dataset.insert) insert(unit, near("[data-insert]").dataset.insert);
  else if (near("[data-match]")) replaceAll(unit, near("[data-match]").dataset.match);
  else if (near("[data-fix]")) fixed(unit, [...unit.querySelectorAll("[data-fix]")].indexOf(near("[data-fix]")));
  else if (!near("textarea, a, details") && !String(getSelection())) box(unit).focus();
  return undefined;
}

/** Show the machine's drafts, except in units that a person is editing. */
function drafted(slot) {
  count(JSON.parse(slot.dataset.counts), slot.dataset.toGo);
  if (slot.dataset.job !== job.number) job = { number: slot.dataset.job, seen: new Set() };
  for (const id of slot.dataset.drafted.split(" ").filter((found) => found && !job.seen.has(found))) {
    job.seen.add(id);
    const unit = document.getElementById(`u-${id}`);
    if (unit?.classList.contains("light")) unit.dataset.state = "draft";
    else if (unit && box(unit).value.trim() === box(unit).dataset.saved.trim()) fresh(unit);
  }
}

// ── Wiring ──────────────────────────────────────────────────────────────────

watch(units, (unit) => { keep(unit); later(unit); });
document.addEventListener("keydown", key);
document.addEventListener("click", click);
units.addEventListener("compositionstart", (event) => cancel(unitOf(event.target)));
units.addEventListener("input", (event) => {
  const unit = unitOf(event.target);
  if (!unit || event.target !== box(unit)) return;
  keep(unit);
  paint(unit);
  if (!event.isComposing && !isComposing()) later(unit);
});
units.addEventListener("focusin", (event) => {
  const unit = unitOf(event.target);
  if (unit?.dataset.unit) activate(unit);
});
units.addEventListener("focusout", (event) => {
  const unit = unitOf(event.target);
  if (unit?.dataset.unit && event.target === box(unit) && !isComposing() && !unit.dataset.recovered) save(unit);
});
document.body.addEventListener("htmx:load", (event) => {
  if (event.target.id === "machine" && event.target.dataset.counts) drafted(event.target);
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "panel-body") return;
  const panel = dialog("panel");
  if (!panel.open) panel.showModal();
  panel.querySelector("[autofocus]")?.focus();
  if (panel.querySelector("[data-renew]")) panel.addEventListener("close", () => location.reload(), { once: true });
});
document.body.addEventListener("htmx:responseError", (event) => toast(event.detail.xhr.responseText.slice(0, 300)));
document.body.addEventListener("htmx:sendError", () => toast("The review server does not answer."));

document.documentElement.classList.add("live-page");
ready(units);
watchChunks();
const wanted = document.getElementById(location.hash.slice(1));
go(wanted?.classList.contains("unit") ? wanted : document.getElementById(`u-${units.dataset.first}`));
setTimeout(findAll, FOUND_AFTER);
