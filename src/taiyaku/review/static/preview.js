// The preview: two columns that scroll together, block by block.

const sides = [...document.querySelectorAll(".side")];
const blocks = sides.map((side) => [...side.querySelectorAll("[data-block]")]);
let leading = null;

/** Scroll the other side to the same point of the same block. */
function follow(index) {
  const side = sides[index];
  const other = sides[1 - index];
  const top = side.getBoundingClientRect().top;
  const at = blocks[index].findLast((block) => block.getBoundingClientRect().top <= top + 8);
  const same = at && other.querySelector(`[data-block="${at.dataset.block}"]`);
  if (!same) {
    other.scrollTop = side.scrollTop;
    return;
  }
  const place = at.getBoundingClientRect();
  const part = (top - place.top) / (place.height || 1);
  const there = same.getBoundingClientRect();
  other.scrollTop += there.top - other.getBoundingClientRect().top + part * there.height;
}

for (const [index, side] of sides.entries()) {
  for (const sign of ["wheel", "pointerdown", "keydown", "touchstart", "pointerenter", "focus"]) {
    side.addEventListener(sign, () => { leading = side; }, { passive: true });
  }
  side.addEventListener("scroll", () => { if (leading === side) follow(index); }, { passive: true });
}

const here = document.querySelector(".sides").dataset.here;
for (const side of sides) {
  const block = here !== "0" && side.querySelector(`[data-block="${here}"]`);
  if (block) {
    block.classList.add("here");
    side.scrollTop += block.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 3;
  }
}
sides[1].focus({ preventScroll: true });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" || (event.altKey && event.code === "KeyV")) {
    event.preventDefault();
    location.href = document.getElementById("back").href;
  }
});
