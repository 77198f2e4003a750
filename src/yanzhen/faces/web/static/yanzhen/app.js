// Yanzhen in the browser: keys, questions before a step, files dropped, drafts kept, and htmx's failures said in words.
// Every page works without this file. Plain ES2018, no eval, nothing stored but drafts (session) and one switch (local).

const words = document.getElementById("words");
const say = (text) => { const place = document.getElementById("said"); if (place) place.textContent = text; };
const store = (kind) => { try { return window[kind]; } catch (refused) { return null; } };
const session = store("sessionStorage");
const local = store("localStorage");

/* --- questions before a step: <form data-confirm="…" data-confirm-text="…"> --- */
const ask = document.getElementById("ask");
let answered = null;

function question(form) {
  const yes = document.getElementById("ask-yes");
  const button = form.querySelector("button:not([type=button])");
  document.getElementById("ask-question").textContent = form.dataset.confirm;
  document.getElementById("ask-text").textContent = form.dataset.confirmText || "";
  yes.textContent = form.dataset.confirmVerb || (button && button.textContent.trim()) || words.dataset.sure;
  yes.className = "btn" + (button && button.classList.contains("sign") ? " sign" : "");
  yes.onclick = () => { answered = form; ask.close(); form.requestSubmit(button || undefined); answered = null; };
  ask.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && answered !== form && ask && ask.showModal) {
    event.preventDefault();
    event.stopImmediatePropagation();
    question(form);
    return;
  }
  if (form.hasAttribute("data-forget") && session) session.clear();
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  form.dataset.sent = "1";
  const button = event.submitter;
  if (button && button.dataset.busy) { busy(form, button); }
  // A download leaves the page standing: after a while the same form may be sent again.
  else setTimeout(() => delete form.dataset.sent, 4000);
  if (form.dataset.draft && session && !form.hasAttribute("hx-post")) session.setItem("yz-sent", JSON.stringify([draftKey(form), location.pathname]));
}, true);

/* --- work that takes a while: <button data-busy="…"> says so until the answer is there --- */
function busy(form, button) {
  form.setAttribute("aria-busy", "true");
  say(button.dataset.busy);
  // Only now is what the form sends put together; a button that is disabled would not be in it.
  setTimeout(() => { button.dataset.idle = button.textContent; button.textContent = button.dataset.busy; button.disabled = true; });
}

function idle(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[data-idle]").forEach((button) => { button.disabled = false; button.textContent = button.dataset.idle; });
}

// Coming back by the browser's arrow must not leave a form that refuses to be sent.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(idle));
document.addEventListener("htmx:afterRequest", (event) => {
  // What a form sent may have been swapped for the answer: the event then comes from where the form stood.
  const cause = event.detail.requestConfig.triggeringEvent;
  const sent = cause && cause.type === "submit" ? cause.target : event.target;
  const form = sent.closest && sent.closest("form");
  if (!form) return;
  idle(form);
  const to = event.detail.xhr.getResponseHeader("HX-Redirect");
  const taken = to ? !/^\/(sign-in|account\/password)\//.test(to) : event.detail.successful;
  if (sent === form && taken) forget(form);
});
document.addEventListener("yz:taken", (event) => forget(event.target));

/* --- opening and closing: menus are <details>, dialogs are <dialog> --- */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) show(opener.dataset.open);
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
  document.querySelectorAll(".menu[open], .tabbar details[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

function show(id) {
  const dialog = document.getElementById(id);
  if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
}

/* --- keys --- */
const keysOn = document.getElementById("keys-on");
if (keysOn && local) {
  keysOn.checked = local.getItem("yz-keys") !== "off";
  keysOn.addEventListener("change", () => local.setItem("yz-keys", keysOn.checked ? "on" : "off"));
}
document.querySelectorAll("[data-open]").forEach((button) => { button.hidden = false; });

function listKeys() {
  const list = document.querySelector("#keys dl");
  list.querySelectorAll("[data-listed]").forEach((line) => line.remove());
  document.querySelectorAll("[data-keys]").forEach((element) => {
    const term = document.createElement("dt");
    Array.from(element.dataset.keys).forEach((letter) => {
      const key = document.createElement("kbd");
      key.textContent = letter;
      term.append(key, " ");
    });
    const meaning = document.createElement("dd");
    meaning.textContent = element.dataset.keysLabel || element.textContent.trim();
    term.dataset.listed = meaning.dataset.listed = "1";
    list.append(term, meaning);
  });
}

function travel(step) {
  const rows = Array.from(document.querySelectorAll("[data-rows] > li, [data-rows] > tbody > tr"))
    .filter((row) => row.offsetParent !== null && row.querySelector("a[href], button"));
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step))];
  next.querySelector("a[href], button").focus();
  next.scrollIntoView({ block: "nearest" });
}

const writing = (element) => element.closest("textarea, select, [contenteditable]")
  || (element.matches("input") && !["checkbox", "radio", "button", "submit"].includes(element.type));
let pending = "";
let pendingSince = 0;

function follow(keys) {
  const target = Array.from(document.querySelectorAll("[data-keys]")).find((one) => one.dataset.keys === keys && one.offsetParent !== null);
  if (!target) return false;
  if (target.matches("input, textarea, select")) { target.focus(); if (target.select) target.select(); } else target.click();
  return true;
}

function escape(event) {
  const open = document.querySelector(".menu[open], .tabbar details[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); } else if (writing(event.target)) event.target.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { escape(event); return; }
  if (event.ctrlKey && event.key === "Enter" && event.target.form) { event.target.form.requestSubmit(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
  if (document.querySelector("dialog[open]") || (keysOn && !keysOn.checked) || event.key.length !== 1) return;
  if (event.target.closest("[data-map-frame]") && /[-+=0]/.test(event.key)) return;
  const now = Date.now();
  const keys = (now - pendingSince < 1200 ? pending : "") + event.key;
  pending = "";
  if (follow(keys)) { event.preventDefault(); return; }
  if (Array.from(document.querySelectorAll("[data-keys]")).some((one) => one.dataset.keys.startsWith(keys))) {
    pending = keys;
    pendingSince = now;
  } else if (event.key === "j" || event.key === "k") { event.preventDefault(); travel(event.key === "j" ? 1 : -1); }
  else if (event.key === "?") { listKeys(); show("keys"); }
});

/* --- files: names shown, a file dragged over the page finds its field --- */
function namesOf(input) {
  const list = input.closest("[data-drop]").querySelector("[data-drop-names]");
  list.textContent = "";
  Array.from(input.files).forEach((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name} · ${file.size < 1e6 ? Math.max(1, Math.round(file.size / 1e3)) + " KB" : (file.size / 1e6).toFixed(1) + " MB"}`;
    list.append(line);
  });
  if (input.dataset.most) input.setCustomValidity(Array.from(input.files).reduce((sum, file) => sum + file.size, 0) > input.dataset.most ? input.dataset.heavy : "");
}
document.addEventListener("change", (event) => { if (event.target.closest("[data-drop]")) namesOf(event.target); });
["dragenter", "dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
  const field = event.target.closest && event.target.closest("[data-drop]");
  if (field) field.classList.toggle("over", kind === "dragenter" || kind === "dragover");
  // A file let fall beside its field must not replace the page and what was typed in it.
  else if ((kind === "dragover" || kind === "drop") && document.querySelector("[data-drop]")) event.preventDefault();
}));

/* --- drafts of long forms: <form data-draft="name">; never identities, files or what a field marks data-secret --- */
const SECRET = /(^|[_-])(id|ids|identity|idno|id_number|phone|mobile|tel|card|account|password|code|token|csrfmiddlewaretoken)([_-]|$)/i;
const draftKey = (form) => `yz-draft:${form.dataset.draft || location.pathname}`;
const mayKeep = (field) => field.name && !field.disabled && !("secret" in field.dataset) && !SECRET.test(field.name)
  && !["hidden", "password", "file", "tel", "submit", "button"].includes(field.type) && field.autocomplete !== "off";
const first = (field) => (field.options
  ? (Array.from(field.options).find((option) => option.defaultSelected) || field.options[0] || {}).value
  : field.defaultValue) || "";
const choice = (field) => field.type === "checkbox" || field.type === "radio";

function keep(form) {
  const kept = Array.from(form.elements).filter(mayKeep)
    .filter((field) => (choice(field) ? field.checked !== field.defaultChecked : field.value !== first(field)))
    .map((field) => [field.name, choice(field) ? [field.value, field.checked] : field.value]);
  try { if (kept.length) session.setItem(draftKey(form), JSON.stringify(kept)); else session.removeItem(draftKey(form)); } catch (full) { /* no room: no draft */ }
}

function forget(form) { if (form.dataset.draft && session) session.removeItem(draftKey(form)); }

// A form sent as a page: its draft goes when the server took it, and then it leads on from the form's own address. An answer
// that failed, a refusal and the way past the sign-in page do not.
function forgetSent() {
  const [key, path] = JSON.parse(session.getItem("yz-sent") || "[]");
  const [came] = performance.getEntriesByType("navigation");
  session.removeItem("yz-sent");
  if (key && came && came.redirectCount && document.referrer && new URL(document.referrer).pathname === path) session.removeItem(key);
}

function restore(form) {
  const kept = JSON.parse(session.getItem(draftKey(form)) || "[]");
  if (form.querySelector("[aria-invalid=true]")) return;
  let changed = 0;
  kept.forEach(([name, value]) => Array.from(form.elements).filter((field) => field.name === name && mayKeep(field)).forEach((field) => {
    if (choice(field) ? field.value !== value[0] || field.checked === value[1] : field.value !== first(field) || field.value === value) return;
    if (choice(field)) field.checked = value[1]; else field.value = value;
    changed += 1;
  }));
  if (!changed) return;
  const line = document.createElement("div");
  const drop = document.createElement("button");
  line.className = "draft";
  line.append(words.dataset.draft);
  drop.type = "button";
  drop.className = "as-link";
  drop.textContent = words.dataset.forget;
  drop.onclick = () => { session.removeItem(draftKey(form)); form.reset(); line.remove(); };
  line.append(drop);
  form.prepend(line);
}

function drafts(root) {
  root.querySelectorAll("form[data-draft]").forEach((form) => {
    if (form.dataset.watched) return;
    form.dataset.watched = "1";
    restore(form);
    let waiting = 0;
    const settle = () => { clearTimeout(waiting); waiting = 0; keep(form); };
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(settle, 400); });
    // At once: the answer may lead away, or be there before the time is up and the draft be kept after it was forgotten.
    form.addEventListener("submit", () => { if (waiting) settle(); });
  });
}

if (session && words) {
  const who = document.body.dataset.who || "";
  // Another person at the same machine finds nothing of the one before.
  if (who && session.getItem("yz-who") !== who) { session.clear(); session.setItem("yz-who", who); }
  forgetSent();
  if (who) { drafts(document); document.addEventListener("htmx:load", (event) => drafts(event.target.parentNode || document)); }
}

/* --- htmx: what failed is said; after a swap the refusal or the first wrong field gets the focus --- */
function failed(text) {
  document.querySelectorAll(".note[data-failed]").forEach((old) => old.remove());
  const note = document.createElement("div");
  const line = document.createElement("p");
  note.className = "note late";
  note.dataset.failed = "1";
  note.setAttribute("role", "alert");
  line.textContent = text;
  note.append(line);
  document.getElementById("main").prepend(note);
  note.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:sendError", () => failed(words.dataset.failed));
document.addEventListener("htmx:timeout", () => failed(words.dataset.failed));
document.addEventListener("htmx:responseError", (event) => failed(event.detail.xhr.status < 500 ? words.dataset.gone : words.dataset.failed));
document.addEventListener("htmx:afterSettle", (event) => {
  const wrong = event.target.querySelector && event.target.querySelector("[role=alert], [aria-invalid=true]");
  if (!wrong) return;
  if (wrong.matches("[role=alert]")) wrong.tabIndex = -1;
  wrong.focus();
  say(wrong.matches("[role=alert]") ? wrong.textContent.trim() : "");
});
