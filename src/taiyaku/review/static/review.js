// The desk: typing, keys, saving. The server renders; this file only moves text and shows what came back.
"use strict";

(() => {
  const units = document.getElementById("units");
  if (!units) return preview();

  const CHECK_AFTER = 120; // milliseconds without a key
  const SAVE_AFTER = 900;
  const base = `/a/${units.dataset.key}`;
  const timers = new Map();
  const jobs = new Map();
  const checks = new Map();
  let active = null;
  let composing = false;

  const box = (unit) => unit.querySelector("textarea");
  const unitOf = (node) => node && node.closest ? node.closest(".unit") : null;
  const all = () => [...units.querySelectorAll(".unit")].filter((unit) => unit === active || unit.checkVisibility());
  const isOpen = (unit) => unit.dataset.state !== "accepted";
  const say = (text) => { document.getElementById("said").textContent = text; };

  function toast(text) {
    const place = document.getElementById("saving");
    place.hidden = !text;
    place.textContent = text;
  }

  async function ask(path, form, more = {}) {
    const options = { headers: { "HX-Request": "true" }, ...more };
    if (form) Object.assign(options, { method: "POST", body: new URLSearchParams(form) });
    return fetch(base + path, options);
  }

  // ── What was typed outlives the tab ─────────────────────────────────────

  const name = (unit) => `taiyaku:${units.dataset.key}:${unit.dataset.unit}`;

  function keep(unit) {
    try {
      localStorage.setItem(name(unit), JSON.stringify({ text: box(unit).value, version: unit.dataset.version }));
    } catch { /* no storage: the server still has what was saved */ }
  }

  function forget(unit) {
    try { localStorage.removeItem(name(unit)); } catch { /* likewise */ }
  }

  function recover(unit) {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(name(unit))); } catch { return; }
    if (!kept || typeof kept.text !== "string" || kept.text === box(unit).value) return forget(unit);
    box(unit).value = kept.text;
    unit.dataset.version = kept.version;
    unit.dataset.recovered = "1";
    note(unit, [["p", "This was typed here before and not saved."], ["save", "Save it"], ["discard", "Discard it"]]);
    check(unit);
  }

  function note(unit, parts) {
    const warn = document.createElement("div");
    warn.className = "warn";
    for (const [what, text] of parts) {
      const part = document.createElement(what === "p" ? "p" : "button");
      part.textContent = text;
      if (what !== "p") { part.type = "button"; part.className = "button small"; part.dataset.do = what; }
      warn.append(part, " ");
    }
    unit.querySelector(".notice").replaceChildren(warn);
  }

  // ── The text and its codes ──────────────────────────────────────────────

  /** Tint the codes behind the text; the text itself is the textarea's, so no IME and no undo is disturbed. */
  function paint(unit) {
    const text = box(unit).value;
    const codes = new Set();
    for (const chip of unit.querySelectorAll(".codes .chip")) {
      codes.add(chip.dataset.open);
      if (chip.dataset.close) codes.add(chip.dataset.close);
    }
    const ink = unit.querySelector(".ink");
    const sorted = [...codes].filter((code) => code.trim()).sort((a, b) => b.length - a.length);
    const parts = [];
    let plain = "";
    for (let at = 0; at < text.length;) {
      const code = sorted.find((candidate) => text.startsWith(candidate, at));
      if (code) {
        const mark = document.createElement("mark");
        mark.textContent = code;
        parts.push(plain, mark);
        plain = "";
        at += code.length;
      } else {
        plain += text[at];
        at += 1;
      }
    }
    ink.replaceChildren(...parts, `${plain}\u200b`);
  }

  /** Put text in at the caret, as if it were typed: Ctrl-Z takes it back. */
  function insert(unit, text) {
    const field = box(unit);
    field.focus();
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }

  function replaceAll(unit, text) {
    box(unit).focus();
    box(unit).select();
    insert(unit, text);
  }

  function insertCode(unit, open, close) {
    const field = box(unit);
    const inside = field.value.slice(field.selectionStart, field.selectionEnd);
    insert(unit, open + inside + (close || ""));
    if (close && !inside) {
      const at = field.selectionEnd - close.length;
      field.setSelectionRange(at, at);
    }
  }

  // ── Checking and saving ─────────────────────────────────────────────────

  function cancel(unit) {
    for (const timer of timers.get(unit.id) || []) clearTimeout(timer);
    timers.delete(unit.id);
  }

  function later(unit) {
    cancel(unit);
    const saving = unit.dataset.recovered ? [] : [setTimeout(() => save(unit), SAVE_AFTER)];
    timers.set(unit.id, [setTimeout(() => check(unit), CHECK_AFTER), ...saving]);
  }

  async function check(unit) {
    checks.get(unit.id)?.abort();
    const control = new AbortController();
    checks.set(unit.id, control);
    const text = box(unit).value;
    try {
      const response = await ask(`/u/${unit.dataset.unit}/check`, { text }, { signal: control.signal });
      if (response.ok && box(unit).value === text) show(unit, await response.json());
    } catch { /* the next key asks again */ }
  }

  function show(unit, answer) {
    const live = unit.querySelector(".live");
    if (live.innerHTML !== answer.live) {
      const at = [...live.querySelectorAll("button")].indexOf(document.activeElement);
      const unfolded = live.querySelector("details")?.open;
      live.innerHTML = answer.live;
      if (unfolded && live.querySelector("details")) live.querySelector("details").open = true;
      if (at >= 0) (live.querySelectorAll("button")[at] || box(unit)).focus();
    }
    unit.dataset.errors = answer.errors;
    unit.dataset.found = answer.errors + answer.warnings;
    paint(unit);
    const cell = units.querySelector(`[data-live][data-of="${unit.dataset.unit}"]`);
    if (cell) cell.textContent = box(unit).value;
  }

  /** Save one after the other, so that each knows the version that the one before made. */
  function save(unit, how = {}) {
    cancel(unit);
    const job = (jobs.get(unit.id) || Promise.resolve()).then(() => send(unit, how));
    jobs.set(unit.id, job.catch(() => null));
    return job;
  }

  async function send(unit, { accept = false, force = false, leaving = false }) {
    const field = box(unit);
    const text = field.value;
    if (unit.dataset.conflict && !force) return null;
    if (!accept && text.trim() === field.dataset.saved.trim()) { forget(unit); return null; }
    let response;
    try {
      const form = { text, version: unit.dataset.version, accept: accept ? "1" : "", force: force ? "1" : "" };
      response = await ask(`/u/${unit.dataset.unit}`, form, { keepalive: leaving });
    } catch {
      toast("The review server does not answer. What you typed is kept in this browser.");
      return null;
    }
    if (!response.ok && response.status !== 409) {
      toast(await response.text());
      return null;
    }
    toast("");
    const answer = await response.json();
    settle(unit, answer, text);
    return answer;
  }

  function settle(unit, answer, text) {
    const field = box(unit);
    unit.querySelector(".notice").innerHTML = answer.notice;
    if (answer.outcome === "conflict") {
      unit.dataset.conflict = answer.version;
      say("Changed elsewhere meanwhile. What you typed is not saved yet.");
    } else {
      delete unit.dataset.recovered;
      unit.dataset.version = answer.version;
      unit.dataset.state = answer.state;
      field.dataset.saved = answer.text;
      unit.querySelector(".state-name").textContent = answer.state;
      const origin = answer.origin === "person" ? "typed, not accepted" : answer.origin;
      const told = { draft: `draft · ${origin}`, outdated: "outdated" };
      unit.querySelector(".origin").textContent = told[answer.state] || "";
      if (field.value === text) forget(unit); else keep(unit);
    }
    if (field.value === text) show(unit, answer);
    count(answer.counts, answer.toGo);
  }

  function count(counts, toGo) {
    const bar = document.querySelector(".how .bar");
    let at = 0;
    for (const state of ["accepted", "draft", "outdated", "missing"]) {
      const part = bar.querySelector(`.${state}`);
      part.setAttribute("x", at);
      part.setAttribute("width", counts[state]);
      at += counts[state];
    }
    document.getElementById("accepted").textContent = counts.accepted;
    document.getElementById("open").textContent = at - counts.accepted;
    document.getElementById("to-go").textContent = Number(toGo).toLocaleString("en");
  }

  const dirty = () => [...units.querySelectorAll(".unit[data-unit]")].filter(
    (unit) => !unit.dataset.recovered && box(unit).value.trim() !== box(unit).dataset.saved.trim());

  const flush = (leaving = false) => Promise.all(dirty().map((unit) => save(unit, { leaving })));

  // ── Moving ──────────────────────────────────────────────────────────────

  async function whole(unit) {
    if (!unit.classList.contains("light")) return unit;
    const chunk = unit.closest(".chunk");
    await htmx.ajax("GET", `${base}/units?from=${chunk.dataset.from}`, { target: chunk, swap: "outerHTML" });
    return document.getElementById(unit.id);
  }

  async function go(unit) {
    if (!unit) return;
    unit = await whole(unit);
    if (!unit) return;
    activate(unit);
    const field = box(unit);
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
    unit.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const list = all();
    const at = list.indexOf(active);
    return go(list[at < 0 ? 0 : at + by]);
  }

  function nextOpen() {
    const list = [...units.querySelectorAll(".unit")];
    const at = list.indexOf(active);
    const next = [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))].find(isOpen);
    if (next) return go(next);
    say("Every unit is accepted. Publish with Alt P.");
    document.getElementById("publish").focus();
    return null;
  }

  function activate(unit) {
    if (unit === active) return;
    for (const cell of units.querySelectorAll("td.here")) cell.classList.remove("here");
    if (active) {
      active.classList.remove("active");
      for (const term of active.querySelectorAll(".source .term")) term.tabIndex = -1;
    }
    active = unit;
    unit.classList.add("active");
    for (const term of unit.querySelectorAll(".source .term")) term.tabIndex = 0;
    for (const cell of units.querySelectorAll(`[data-of="${unit.dataset.unit}"]`)) cell.classList.add("here");
    document.getElementById("preview").href = `${base}/preview?u=${unit.dataset.unit}`;
    // No fragment: a browser would take the focus out of the text and give it to the fragment's target.
    history.replaceState(null, "", `${location.pathname}?u=${unit.dataset.unit}`);
    aid(unit);
  }

  async function aid(unit) {
    try {
      const response = await ask(`/u/${unit.dataset.unit}/aid`);
      if (response.ok) unit.querySelector(".aid").innerHTML = await response.text();
    } catch { /* the unit can be worked on without */ }
  }

  // ── What a person does ──────────────────────────────────────────────────

  async function accept(unit) {
    if (!box(unit).value.trim()) return say("There is nothing to accept yet.");
    if (unit.dataset.conflict) return unit.querySelector(".notice button")?.focus();
    const answer = await save(unit, { accept: true, force: unit.dataset.held === box(unit).value });
    if (answer?.outcome === "held") unit.dataset.held = box(unit).value;
    if (answer?.outcome === "saved" && answer.state === "accepted") await nextOpen();
    return null;
  }

  async function fresh(unit) {
    const response = await ask(`/u/${unit.dataset.unit}`);
    if (!response.ok) return null;
    const was = unit === active;
    const holder = document.createElement("template");
    holder.innerHTML = await response.text();
    const next = holder.content.querySelector(".unit");
    unit.replaceWith(next);
    ready(next);
    if (was) { active = null; await go(next); }
    return next;
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
    for (const button of document.querySelectorAll("[data-filter]")) {
      if (button !== units) button.setAttribute("aria-pressed", String(button.dataset.filter === which));
    }
    if (which === "found") {
      let chunk;
      while (units.dataset.filter === which && (chunk = units.querySelector(".chunk"))) await whole(chunk.querySelector(".unit"));
    }
    active?.scrollIntoView({ block: "nearest" });
  }

  const doing = {
    accept,
    copy: (unit) => replaceAll(unit, unit.dataset.source),
    draft,
    save: (unit) => { delete unit.dataset.recovered; return save(unit); },
    discard: (unit) => { forget(unit); return fresh(unit); },
    mine: (unit) => {
      unit.dataset.version = unit.dataset.conflict;
      delete unit.dataset.conflict;
      return save(unit, { accept: false });
    },
    theirs: (unit, button) => {
      unit.dataset.version = unit.dataset.conflict;
      delete unit.dataset.conflict;
      replaceAll(unit, button.dataset.text);
      forget(unit);
      return fresh(unit);
    },
    code: (unit) => {
      const chip = unit.querySelector('.codes .chip[data-placed="0"]');
      if (chip) insertCode(unit, chip.dataset.open, chip.dataset.close);
    },
    term: (unit) => {
      const uses = [...unit.querySelectorAll(".source .term")].map((term) => term.dataset.insert).filter(Boolean);
      const text = box(unit).value.toLowerCase();
      const use = uses.find((candidate) => !text.includes(candidate.toLowerCase())) || uses[0];
      if (use) insert(unit, use);
    },
    fix: (unit) => {
      const fix = unit.querySelector("[data-fix]");
      if (fix) replaceAll(unit, fix.dataset.fix);
    },
    match: (unit, number) => {
      const match = unit.querySelectorAll("[data-match]")[number];
      if (match) replaceAll(unit, match.dataset.match);
    },
  };

  const KEYS = { KeyC: "code", KeyT: "term", KeyF: "fix", KeyS: "copy", KeyD: "draft" };

  function key(event) {
    if (event.isComposing || composing || event.keyCode === 229) return;
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.matches?.("textarea, input, select");
    const taken = () => event.preventDefault();
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      taken();
      if (active) accept(active);
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      if (event.key === "ArrowDown") { taken(); step(1); }
      else if (event.key === "ArrowUp") { taken(); step(-1); }
      else if (event.code === "KeyO") { taken(); filter(units.dataset.filter === "open" ? "all" : "open"); }
      else if (event.code === "KeyP") { taken(); publish(); }
      else if (event.code === "KeyV") { taken(); flush().then(() => { location.href = document.getElementById("preview").href; }); }
      else if (event.code === "Slash") { taken(); document.getElementById("keys").showModal(); }
      else if (active && KEYS[event.code]) { taken(); doing[KEYS[event.code]](active); }
      else if (active && /^Digit[1-4]$/.test(event.code)) { taken(); doing.match(active, Number(event.code[5]) - 1); }
    } else if (event.key === "Escape" && typing && active) {
      active.focus();
    } else if (event.key === "?" && !typing) {
      taken();
      document.getElementById("keys").showModal();
    } else if (event.key === "Enter" && !event.shiftKey && event.target.matches?.(".field textarea")) {
      if (!("breaks" in unitOf(event.target).dataset)) taken();
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches?.(".source .term")) {
      taken();
      event.target.click();
    } else if (event.key === "Enter" && event.target === active) {
      taken();
      box(active).focus();
    }
  }

  function click(event) {
    const target = event.target;
    const filterButton = target.closest("button[data-filter]");
    if (filterButton) return void filter(filterButton.dataset.filter);
    if (target.closest("#publish")) return void publish();
    if (target.closest("#help")) return void document.getElementById("keys").showModal();
    const goes = target.closest("[data-go]");
    if (goes) {
      event.preventDefault();
      document.getElementById("panel").close();
      return void go(document.getElementById(`u-${goes.dataset.go}`));
    }
    const button = target.closest("[data-do]");
    if (button?.dataset.do === "close") return void document.getElementById("panel").close();
    const cell = target.closest("[data-of]");
    if (cell) return void go(document.getElementById(`u-${cell.dataset.of}`));
    const unit = unitOf(target);
    if (!unit || !units.contains(unit)) return undefined;
    if (unit.classList.contains("light")) return void go(unit);
    activate(unit);
    const put = target.closest("[data-insert]");
    const code = target.closest("[data-open]");
    const match = target.closest("[data-match]");
    const fix = target.closest("[data-fix]");
    if (button) doing[button.dataset.do]?.(unit, button);
    else if (code) insertCode(unit, code.dataset.open, code.dataset.close);
    else if (put && put.dataset.insert) insert(unit, put.dataset.insert);
    else if (match) replaceAll(unit, match.dataset.match);
    else if (fix) replaceAll(unit, fix.dataset.fix);
    else if (!target.closest("textarea, a, details") && !String(getSelection())) box(unit).focus();
    return undefined;
  }

  // ── Wiring ──────────────────────────────────────────────────────────────

  function ready(root) {
    const found = root.matches?.(".unit[data-unit]") ? [root] : root.querySelectorAll?.(".unit[data-unit]") || [];
    for (const unit of found) {
      if (unit.dataset.ready) continue;
      unit.dataset.ready = "1";
      recover(unit);
      paint(unit);
    }
  }

  /** Units that the machine drafted come in by themselves, unless a person is at them. */
  function drafted(slot) {
    const counts = slot.dataset.counts;
    if (counts) count(JSON.parse(counts), slot.dataset.toGo);
    for (const id of (slot.dataset.drafted || "").split(" ").filter(Boolean)) {
      const unit = document.getElementById(`u-${id}`);
      if (unit?.dataset.unit && !unit.dataset.fresh && box(unit).value.trim() === box(unit).dataset.saved.trim()) {
        unit.dataset.fresh = "1";
        fresh(unit).then((next) => { if (next && !("running" in slot.dataset)) delete next.dataset.fresh; else if (next) next.dataset.fresh = "1"; });
      }
    }
  }

  document.addEventListener("keydown", key);
  document.addEventListener("click", click);
  units.addEventListener("compositionstart", (event) => { composing = true; cancel(unitOf(event.target)); });
  units.addEventListener("compositionend", (event) => { composing = false; keep(unitOf(event.target)); later(unitOf(event.target)); });
  units.addEventListener("input", (event) => {
    const unit = unitOf(event.target);
    if (!unit || event.target !== box(unit)) return;
    keep(unit);
    paint(unit);
    if (!event.isComposing && !composing) later(unit);
  });
  units.addEventListener("focusin", (event) => {
    const unit = unitOf(event.target);
    if (unit?.dataset.unit) activate(unit);
  });
  units.addEventListener("focusout", (event) => {
    const unit = unitOf(event.target);
    if (unit?.dataset.unit && event.target === box(unit) && !composing && !unit.dataset.recovered) save(unit);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(true); });
  addEventListener("pagehide", () => flush(true));
  document.body.addEventListener("htmx:load", (event) => {
    ready(event.target);
    if (event.target.id === "machine") drafted(event.target);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "panel-body") return;
    const panel = document.getElementById("panel");
    if (!panel.open) panel.showModal();
    if (panel.querySelector("[data-renew]")) panel.addEventListener("close", () => location.reload(), { once: true });
  });
  document.body.addEventListener("htmx:responseError", (event) => toast(event.detail.xhr.responseText.slice(0, 300)));
  document.body.addEventListener("htmx:sendError", () => toast("The review server does not answer."));

  clean();
  ready(units);
  const wanted = document.getElementById(location.hash.slice(1));
  go(wanted?.classList.contains("unit") ? wanted : document.getElementById(`u-${units.dataset.first}`));

  // ── The other pages ─────────────────────────────────────────────────────

  /** The key of the first address goes into the cookie; it need not stay in the address bar. */
  function clean() {
    const address = new URL(location.href);
    if (address.searchParams.has("token")) {
      address.searchParams.delete("token");
      history.replaceState(null, "", address);
    }
  }

  function preview() {
    clean();
    const sides = [...document.querySelectorAll(".side")];
    if (sides.length !== 2) return;
    let leading = null;
    const blocks = sides.map((side) => [...side.querySelectorAll("[data-block]")]);
    for (const [index, side] of sides.entries()) {
      for (const sign of ["wheel", "pointerdown", "keydown", "touchstart", "pointerenter"]) {
        side.addEventListener(sign, () => { leading = side; }, { passive: true });
      }
      side.addEventListener("scroll", () => { if (leading === side) follow(index); }, { passive: true });
    }
    const here = document.querySelector(".sides").dataset.here;
    for (const side of sides) {
      const block = here !== "0" && side.querySelector(`[data-block="${here}"]`);
      if (block) {
        block.classList.add("here");
        side.scrollTop = block.offsetTop - side.offsetTop - side.clientHeight / 3;
      }
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || (event.altKey && event.code === "KeyV")) {
        event.preventDefault();
        location.href = document.getElementById("back").href;
      }
    });

    /** Bring the other side to the same block, and to the same part of it. */
    function follow(index) {
      const side = sides[index];
      const other = sides[1 - index];
      const top = side.getBoundingClientRect().top;
      const at = blocks[index].findLast((block) => block.getBoundingClientRect().top <= top + 8);
      const same = at && other.querySelector(`[data-block="${at.dataset.block}"]`);
      if (!same) { other.scrollTop = side.scrollTop; return; }
      const place = at.getBoundingClientRect();
      const part = (top - place.top) / (place.height || 1);
      const there = same.getBoundingClientRect();
      other.scrollTop += there.top - other.getBoundingClientRect().top + part * there.height;
    }
  }
})();
