// A map drawn on the server, made to travel: buttons, wheel, keys, drag and two fingers move the window (viewBox).
// Words and dots keep their size; a name shows where its area has room for it. Without this file the map is a picture with links.

const DEEPEST = 24;

function enliven(map) {
  const frame = map.querySelector("[data-map-frame]");
  const svg = frame.querySelector("svg");
  const whole = svg.viewBox.baseVal;
  const full = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
  let view = Object.assign({}, full);
  const names = Array.from(svg.querySelectorAll("text[data-room]"));
  const dots = Array.from(svg.querySelectorAll("[data-r]"));
  const counts = Array.from(svg.querySelectorAll("text[data-size]"));

  function unit() { return view.w / (svg.clientWidth || full.w); }

  function draw() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    const one = unit();
    names.forEach((name) => {
      name.setAttribute("font-size", 12 * one);
      name.setAttribute("visibility", Number(name.dataset.room) >= 12 * one * name.textContent.length ? "visible" : "hidden");
      name.setAttribute("stroke-width", 3 * one);
    });
    dots.forEach((dot) => dot.setAttribute("r", Number(dot.dataset.r) * one));
    counts.forEach((count) => count.setAttribute("font-size", Number(count.dataset.size) * one));
    frame.classList.toggle("zoomed", view.w < full.w * 0.999);
  }

  function hold() {
    view.x = Math.min(Math.max(view.x, full.x), full.x + full.w - view.w);
    view.y = Math.min(Math.max(view.y, full.y), full.y + full.h - view.h);
  }

  function zoom(by, at) {
    const w = Math.min(full.w, Math.max(full.w / DEEPEST, view.w / by));
    const part = at || { x: 0.5, y: 0.5 };
    const h = w * full.h / full.w;
    view = { x: view.x + (view.w - w) * part.x, y: view.y + (view.h - h) * part.y, w, h };
    hold();
    draw();
  }

  function move(across, down) { view.x += across * view.w; view.y += down * view.h; hold(); draw(); }
  function all() { view = Object.assign({}, full); draw(); }
  function part(event) {
    const box = svg.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }

  const does = { in: () => zoom(1.6), out: () => zoom(1 / 1.6), all };
  const keys = { "+": does.in, "=": does.in, "-": does.out, 0: all, ArrowLeft: () => move(-0.15, 0), ArrowRight: () => move(0.15, 0), ArrowUp: () => move(0, -0.15), ArrowDown: () => move(0, 0.15) };

  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", frame.dataset.says);
  map.querySelector(".map-tools").hidden = false;
  map.querySelectorAll("[data-map-do]").forEach((button) => button.addEventListener("click", () => does[button.dataset.mapDo]()));
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  // The wheel belongs to the page until the map was entered, so that nobody is caught while scrolling past.
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !frame.contains(document.activeElement)) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.06 : 0.0022)), part(event));
  }, { passive: false });

  const fingers = new Map();
  let dragged = false;
  svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); dragged = false; });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const box = svg.getBoundingClientRect();
    if (fingers.size === 2) {
      const other = Array.from(fingers.values()).find((one) => one.pointerId !== event.pointerId);
      const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
      zoom(far(event) / far(before), part(event));
      dragged = true;
    } else if (frame.classList.contains("zoomed")) {
      if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 4 && !dragged) return;
      dragged = true;
      svg.setPointerCapture(event.pointerId);
      move((before.clientX - event.clientX) / box.width, (before.clientY - event.clientY) / box.height);
    }
    fingers.set(event.pointerId, event);
  });
  ["pointerup", "pointercancel"].forEach((kind) => svg.addEventListener(kind, (event) => fingers.delete(event.pointerId)));
  svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && !dragged) fingers.delete(event.pointerId); });
  svg.addEventListener("click", (event) => { if (dragged) { event.preventDefault(); dragged = false; } }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  window.addEventListener("resize", draw);
  draw();
}

function enlivenAll(root) {
  root.querySelectorAll("[data-map]").forEach((map) => {
    if (map.dataset.alive) return;
    map.dataset.alive = "1";
    enliven(map);
  });
}
enlivenAll(document);
document.addEventListener("htmx:load", (event) => enlivenAll(event.target.parentNode || document));
