// The text of a translation: a plain textarea, so that input methods and undo work. Its codes are tinted behind it and
// cannot be split: the caret jumps over a code, and a key deletes all of it.

let last = { field: null, start: 0, end: 0 }; // the selection before its last move
let composing = false;

export const box = (unit) => unit.querySelector("textarea");
export const isComposing = () => composing;

/** The positions of the codes in a text, as [start, end]. */
function spans(unit, text) {
  const codes = JSON.parse(unit.querySelector(".live > [data-atoms]")?.dataset.atoms || "[]");
  const found = [];
  for (let at = 0; at < text.length;) {
    const code = codes.find((candidate) => text.startsWith(candidate, at)); // the longest comes first
    if (code) found.push([at, at + code.length]);
    at += code ? code.length : 1;
  }
  return found;
}

/** Tint the codes behind the text. */
export function paint(unit) {
  const text = box(unit).value;
  const parts = [];
  let at = 0;
  for (const [start, end] of spans(unit, text)) {
    const code = text.slice(start, end);
    if (/^["')]$/.test(code)) continue;
    const mark = document.createElement("mark");
    mark.textContent = code;
    parts.push(text.slice(at, start), mark);
    at = end;
  }
  unit.querySelector(".ink").replaceChildren(...parts, `${text.slice(at)}\u200b`);
}

/** Insert text at the caret as if it were typed, so that Ctrl-Z undoes it. */
export function insert(unit, text) {
  const field = box(unit);
  field.focus();
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

export function replaceAll(unit, text) {
  box(unit).focus();
  box(unit).select();
  insert(unit, text);
}

/** Insert a code; a pair goes around the selection, and the caret goes into an empty pair. */
export function insertCode(unit, open, close) {
  const field = box(unit);
  const inside = field.value.slice(field.selectionStart, field.selectionEnd);
  insert(unit, open + inside + (close || ""));
  if (close && !inside) {
    const at = field.selectionEnd - close.length;
    field.setSelectionRange(at, at);
  }
}

// ── Codes cannot be broken ──────────────────────────────────────────────────

/** Widen a selection to whole codes; a caret inside a code moves out in the direction it was going. */
function whole(unit, field) {
  const { selectionStart: start, selectionEnd: end, selectionDirection: way } = field;
  const codes = spans(unit, field.value);
  const at = (place) => codes.find(([from, to]) => from < place && place < to);
  if (start === end) {
    const code = at(start);
    if (!code) return;
    const was = last.field === field ? last.end : start;
    const forward = Math.abs(start - was) === 1 ? start > was : start - code[0] > code[1] - start;
    field.setSelectionRange(...(forward ? [code[1], code[1]] : [code[0], code[0]]));
    return;
  }
  const from = at(start);
  const to = at(end);
  if (!from && !to) return;
  // A selection that a key extended and then shrinks over a code has to shrink by all of the code.
  const extended = last.field === field && last.start !== last.end;
  const shrinks = extended && (way === "backward" ? last.end === end && last.start < start : last.start === start && last.end > end);
  if (way === "backward") field.setSelectionRange(from ? from[shrinks ? 1 : 0] : start, to ? to[1] : end, way);
  else field.setSelectionRange(from ? from[0] : start, to ? to[shrinks ? 0 : 1] : end, way);
}

const WORDWISE = {
  deleteWordBackward: ["backward", "word"],
  deleteWordForward: ["forward", "word"],
  deleteSoftLineBackward: ["backward", "lineboundary"],
  deleteSoftLineForward: ["forward", "lineboundary"],
  deleteHardLineBackward: ["backward", "lineboundary"],
  deleteHardLineForward: ["forward", "lineboundary"],
};

/** Delete a whole code where a key would delete part of it. */
function deleting(unit, event) {
  const field = box(unit);
  if (composing) return;
  const caret = field.selectionStart;
  const codes = spans(unit, field.value);
  const back = codes.find(([, end]) => end === caret);
  const ahead = codes.find(([start]) => start === caret);
  let range = null;
  if (event.inputType === "deleteContentBackward") range = back;
  else if (event.inputType === "deleteContentForward") range = ahead;
  else if (event.inputType in WORDWISE) {
    const [way, unitOfText] = WORDWISE[event.inputType];
    getSelection().modify("extend", way, unitOfText);
    range = [field.selectionStart, field.selectionEnd];
    field.setSelectionRange(caret, caret);
    for (const [start, end] of codes) {
      if (start < range[1] && range[0] < end) range = [Math.min(range[0], start), Math.max(range[1], end)];
    }
  }
  if (!range || range[1] - range[0] < 2) return;
  event.preventDefault();
  field.setSelectionRange(...range);
  insert(unit, "");
}

/** Text typed or dropped before the page has seen a new selection goes beside a code, or replaces all of it. */
function inserting(unit, event) {
  const field = box(unit);
  const { selectionStart: start, selectionEnd: end } = field;
  const cut = composing ? [] : spans(unit, field.value).filter(([from, to]) => (from < start && start < to) || (from < end && end < to));
  const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  if (!cut.length || (start === end && !text)) return;
  event.preventDefault();
  const [from, to] = [cut[0][0], cut.at(-1)[1]];
  if (start !== end) field.setSelectionRange(Math.min(start, from), Math.max(end, to));
  else field.setSelectionRange(...(start - from < to - start ? [from, from] : [to, to]));
  insert(unit, text);
}

/** Text pasted from Word or a web page is plain text: on one line if the unit has one line. */
function pasting(unit, event) {
  const text = event.clipboardData.getData("text/plain");
  if (!text) return;
  event.preventDefault();
  const clean = text.replace(/\r\n?/g, "\n").replace(/\u00a0/g, " ").replace(/[\u00ad\u200b\ufeff]/g, "");
  insert(unit, "breaks" in unit.dataset ? clean.replace(/\n+$/, "") : clean.replace(/\s*\n\s*/g, " ").trim());
}

/** A copy from the source has the codes as they are written, not as their buttons show them. */
function copying(event) {
  const selected = getSelection();
  if (event.target.closest("textarea, input") || !selected.rangeCount || selected.isCollapsed) return;
  const part = selected.getRangeAt(0).cloneContents();
  if (!part.querySelector(".chip[data-insert]")) return;
  for (const tip of part.querySelectorAll(".tip, .sr")) tip.remove();
  for (const chip of part.querySelectorAll(".chip[data-insert]")) chip.textContent = chip.dataset.insert;
  const holder = document.createElement("div");
  holder.append(part);
  event.clipboardData.setData("text/plain", holder.textContent.trim());
  event.preventDefault();
}

/** Watch the textareas below `root`; `settled` is called with the unit when a composition ends. */
export function watch(root, settled) {
  const unitAt = (node) => (node?.matches?.(".field textarea") ? node.closest(".unit") : null);
  root.addEventListener("compositionstart", () => { composing = true; });
  root.addEventListener("compositionend", (event) => {
    composing = false;
    settled(event.target.closest(".unit"));
  });
  root.addEventListener("beforeinput", (event) => {
    const unit = unitAt(event.target);
    if (!unit) return;
    const collapsed = event.target.selectionStart === event.target.selectionEnd;
    if (event.inputType.startsWith("delete") && collapsed) deleting(unit, event);
    else if (/^insert|^deleteContent/.test(event.inputType)) inserting(unit, event);
  });
  root.addEventListener("paste", (event) => {
    const unit = unitAt(event.target);
    if (unit) pasting(unit, event);
  });
  root.addEventListener("copy", copying);
  let pressed = false;
  root.addEventListener("pointerdown", () => { pressed = true; });
  const snap = () => {
    const field = document.activeElement;
    const unit = unitAt(field);
    if (!unit || composing || pressed) return;
    whole(unit, field);
    last = { field, start: field.selectionStart, end: field.selectionEnd };
  };
  document.addEventListener("pointerup", () => { pressed = false; snap(); });
  document.addEventListener("pointercancel", () => { pressed = false; });
  document.addEventListener("selectionchange", snap);
}
