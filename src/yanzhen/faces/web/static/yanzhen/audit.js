/* n and p lead from one marked figure to the next and show its note beside it. */
const figures = () => Array.from(document.querySelectorAll("[data-figure]")).filter((one) => document.getElementById(one.hash.slice(1)));
const writing = (element) => element.closest("textarea, select, [contenteditable], dialog") || (element.matches("input") && element.type !== "checkbox");
const keysOn = document.getElementById("keys-on");

function go(step) {
  const all = figures();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
  const note = document.getElementById(next.hash.slice(1));
  document.querySelectorAll(".note.here").forEach((one) => one.classList.remove("here"));
  note.classList.add("here");
  const list = note.closest(".notes");
  if (list) list.scrollTop = note.offsetTop - list.offsetTop - 16;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
  if (document.querySelector("dialog[open]") || (keysOn && !keysOn.checked)) return;
  if (event.key === "n") go(1);
  else if (event.key === "p") go(-1);
});
