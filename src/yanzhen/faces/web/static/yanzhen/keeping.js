// Visits written down without a connection: sealed on this telephone, told on every page, sent when there is one again.
// Sealed with the account's public half, opened with the private one, given to who is signed in and stored nowhere.
// Needs https (or this machine): else a form not sent stays as it stands.

const PAGE = "/new/visit/";
const AGAIN = 15000;
const words = document.getElementById("words");
const me = (document.body.dataset.who || "").split("-")[0];
const mine = `yz-visit-${me}`;
const able = Boolean(me && words && window.isSecureContext && window.indexedDB && window.caches && navigator.serviceWorker);
const say = (name, n) => words.dataset[name].replace("{n}", n);
const formHere = () => document.querySelector("form[data-keep]");
const isForm = (element) => Boolean(element.matches && element.matches("form[data-keep]"));

/* --- the store: rows {uid, account, left, refused, box}; unsealed are only whose it is and how many files it lacks --- */
let opening = null;
const database = () => opening || (opening = new Promise((done, fail) => {
  const asked = indexedDB.open("yz-kept", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("visits", { keyPath: "uid" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
}));

async function stored(mode, work) {
  const whole = (await database()).transaction("visits", mode, { durability: "strict" });
  return new Promise((done, fail) => {
    const asked = work(whole.objectStore("visits"));
    whole.oncomplete = () => done(asked.result);
    whole.onabort = () => fail(whole.error);
  });
}
const put = (row) => stored("readwrite", (all) => all.put(row));
const drop = (uid) => stored("readwrite", (all) => all.delete(uid));
const kept = async () => (await stored("readonly", (all) => all.getAll()).catch(() => [])).filter((row) => row.account === me);

/* --- sealing: a key for each visit, agreed between a passing pair and the account's --- */
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const agreed = (own, other, use) => crypto.subtle.deriveKey({ name: "ECDH", public: other }, own, { name: "AES-GCM", length: 256 }, false, [use]);

async function seal(data, half) {
  const packed = new Response(data);
  const passing = await crypto.subtle.generateKey(CURVE, false, ["deriveKey"]);
  const theirs = await crypto.subtle.importKey("raw", Uint8Array.from(atob(half), (one) => one.charCodeAt(0)), CURVE, false, []);
  const key = await agreed(passing.privateKey, theirs, "encrypt");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, await packed.arrayBuffer());
  return { iv, bytes, type: packed.headers.get("content-type"), point: await crypto.subtle.exportKey("raw", passing.publicKey) };
}

async function unseal(box, opens) {
  const theirs = await crypto.subtle.importKey("raw", box.point, CURVE, false, []);
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, await agreed(opens, theirs, "decrypt"), box.bytes);
  return new Response(bytes, { headers: { "content-type": box.type } }).formData();
}

/* --- keeping: with its photographs; where they do not fit without them, which is said --- */
async function keep(data, half) {
  const row = { uid: data.get("uid"), account: me, left: 0, refused: "" };
  data.delete("csrfmiddlewaretoken");
  const files = data.getAll("files").filter((file) => file.size).length;
  try {
    await put(Object.assign({}, row, { box: await seal(data, half) }));
  } catch (full) {
    if (!files) throw full;
    data.delete("files");
    await put(Object.assign({}, row, { left: files, box: await seal(data, half) }));
  }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
}

async function hold(form, next) {
  try {
    await keep(going, form.dataset.keep);
  } catch (full) {
    trouble = words.dataset.full;
    await show();
    return;
  }
  form.dispatchEvent(new CustomEvent("yz:taken", { bubbles: true }));
  if (next !== PAGE || (navigator.serviceWorker.controller && (await caches.match(PAGE, { ignoreVary: true })))) { location.assign(next); return; }
  form.remove();
  await flush();
}

/* --- the form: what it sent is held until it is answered --- */
let going = null;
let touched = false;
const busy = (form) => touched || Boolean(form.querySelector(".draft, [role=alert]"));

function watch() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest("form[data-keep]")) touched = true;
    if (!isForm(event.target)) return;
    going = new FormData(event.target);
    if ("bare" in event.target.dataset) { event.preventDefault(); hold(event.target, PAGE); }
  }, true);
  ["htmx:sendError", "htmx:timeout"].forEach((kind) => document.addEventListener(kind, (event) => {
    if (!event.target.closest || !event.target.closest("form[data-keep]")) return;
    event.stopPropagation(); // homes that could not be offered are no failure either
    if (isForm(event.target)) hold(event.target, PAGE);
  }, true));
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!isForm(event.target)) return;
    const to = event.detail.xhr.getResponseHeader("HX-Redirect") || "";
    const out = to.startsWith("/sign-in/");
    if (out || event.detail.xhr.status === 403) hold(event.target, out ? `/sign-in/?next=${PAGE}` : PAGE);
    else if (to) drop(going.get("uid")).catch(() => 0).then(() => location.assign(to));
    else return;
    event.preventDefault();
  }, true);
  document.addEventListener("input", (event) => { if (event.target.form && isForm(event.target.form)) touched = true; });
}

function freshen(form) {
  form.elements.uid.value = "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  form.elements.happened_on.defaultValue = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const home = new URLSearchParams(location.search).get("household");
  if (home && !form.elements.called_on.value) form.elements.called_on.value = home;
}

/* --- sending: each with its own uid, so that the server takes it once --- */
let state = "kept";
let sent = 0;
let trouble = "";
const lacking = [];

async function ask() {
  const answer = await fetch(`${PAGE}key/`, { redirect: "manual" });
  state = answer.type === "opaqueredirect" ? "out" : "kept";
  const said = answer.ok ? await answer.json() : {};
  if (said.account !== me) return null;
  return Object.assign(said, { opens: await crypto.subtle.importKey("jwk", said.key, CURVE, false, ["deriveKey"]) });
}

async function deliver(row, key) {
  let data = null;
  try {
    data = await unseal(row.box, key.opens);
  } catch (shut) {
    await put(Object.assign({}, row, { refused: "shut" }));
    return true;
  }
  data.set("csrfmiddlewaretoken", key.token);
  const headers = { "HX-Request": "true", "HX-Target": "visit", "X-Kept-In-Full": "1" };
  const answer = await fetch(PAGE, { method: "POST", body: data, headers, redirect: "manual" });
  const to = answer.headers.get("HX-Redirect") || "";
  if (to.startsWith("/r/")) {
    await drop(row.uid);
    sent += 1;
    if (row.left) lacking.push(to);
  } else if (answer.status === 422) {
    await put(Object.assign({}, row, { refused: "refused" }));
    refill(await answer.text(), data);
  } else {
    state = to ? "out" : "kept";
    return false;
  }
  return true;
}

// What was refused comes back as the server drew it, with its files; never over what somebody is writing.
function refill(text, data) {
  const form = formHere();
  if (!form || busy(form)) return;
  touched = true;
  window.htmx.swap(form, text, { swapStyle: form.getAttribute("hx-swap") });
  const field = document.querySelector("form[data-keep] [type=file]");
  const files = new DataTransfer();
  data.getAll("files").filter((file) => file.size).forEach((file) => files.items.add(file));
  if (!field || !files.items.length) return;
  field.files = files.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// One page at a time sends. What was asked for waits its turn, since the one before may just have failed; the timer does not.
const alone = (ifAvailable, work) => (navigator.locks ? navigator.locks.request("yz-kept", { ifAvailable }, (lock) => lock && work()) : work());

async function flush(chosen, idle = false) {
  await alone(idle, async () => {
    const rows = chosen || (await kept()).filter((row) => !row.refused);
    if (!rows.length) return;
    try {
      const key = await ask();
      for (const row of key ? rows : []) if (!(await deliver(row, key))) break;
    } catch (gone) {
      state = "unlinked";
    }
  });
  await show();
}

/* --- told: how many wait, what was refused, what did not fit --- */
function made(name, text, more) { return Object.assign(document.createElement(name), { textContent: text }, more); }

function line(text, ...acts) {
  const whole = document.createDocumentFragment();
  const below = made("div", "", { className: "acts" });
  below.append(...acts);
  whole.append(made("p", text), ...(acts.length ? [below] : []));
  return whole;
}

const press = (text, work) => made("button", text, { type: "button", className: "btn plain", onclick: work });

function discarding(row) {
  const form = made("form", "", { className: "inline" });
  Object.assign(form.dataset, { confirm: words.dataset.discardAsk, confirmText: words.dataset.discardText });
  form.append(made("button", words.dataset.discard, { className: "btn quiet" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await drop(row.uid);
    trouble = "";
    if (inForm(row)) location.assign(PAGE); else show();
  });
  return form;
}

const inForm = (row) => Boolean(formHere() && formHere().elements.uid.value === row.uid);

function refusal(row) {
  if (row.refused === "shut") return line(words.dataset.shut, discarding(row));
  if (inForm(row)) return line(words.dataset.returned, discarding(row));
  const back = () => {
    if (!formHere()) { location.assign(PAGE); return; }
    trouble = busy(formHere()) ? words.dataset.finish : "";
    if (trouble) show(); else flush([row]);
  };
  return line(words.dataset.refused, press(words.dataset.back, back), discarding(row));
}

async function show() {
  const rows = await kept();
  const waiting = rows.filter((row) => !row.refused);
  const left = waiting.reduce((sum, row) => sum + row.left, 0);
  const lines = rows.filter((row) => row.refused).map(refusal);
  if (left) lines.unshift(line(say("lacking", left)));
  if (waiting.length) lines.unshift(line(say(state, waiting.length), state === "out" ? made("a", words.dataset.signIn, { className: "btn plain", href: `/sign-in/?next=${PAGE}` }) : press(words.dataset.send, () => flush())));
  lacking.forEach((to) => lines.unshift(line(words.dataset.lacks, made("a", words.dataset.look, { className: "btn plain", href: to }))));
  if (sent) lines.unshift(line(say("sent", sent)));
  if (trouble) lines.unshift(line(trouble));
  const note = document.getElementById("kept") || made("div", "", { id: "kept" });
  note.className = rows.length || trouble ? "note no-print" : "note ok";
  note.setAttribute("role", "status");
  note.textContent = "";
  note.append(...lines);
  if (lines.length) document.getElementById("main").prepend(note); else note.remove();
  const leaving = document.querySelector("form[data-forget]");
  if (!leaving) return;
  if (rows.length) Object.assign(leaving.dataset, { confirm: say("leave", rows.length), confirmText: words.dataset.leaveText, confirmVerb: words.dataset.leaveVerb });
  else delete leaving.dataset.confirm;
}

/* --- the copy of the page: this account's and no other's; gone when it signs out --- */
async function prepare() {
  await navigator.serviceWorker.register(`${PAGE}worker.js`);
  const answer = await fetch(`${PAGE}bare/`, { redirect: "manual" });
  if (!answer.ok) return;
  const copy = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  if ((copy.body.dataset.who || "").split("-")[0] !== me) return;
  const drawn = Array.from(copy.querySelectorAll("link[href], script[src], img[src]"), (one) => one.getAttribute("href") || one.getAttribute("src"));
  const files = Array.from(new Set(drawn));
  const cache = await caches.open(mine);
  await cache.addAll(files);
  await cache.put(PAGE, answer);
  const old = (await cache.keys()).filter((request) => ![PAGE, ...files].includes(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

async function leave(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) { form.submit(); return; }
    await Promise.all([caches.delete(mine), ...(await kept()).map((row) => drop(row.uid))]);
    location.assign(answer.url);
  } catch (gone) {
    trouble = words.dataset.failed;
    await show();
  }
}

async function begin() {
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("data-forget")) { event.preventDefault(); leave(event.target); }
  }, true);
  watch();
  const form = formHere();
  if (form && "bare" in form.dataset) freshen(form);
  (await caches.keys()).filter((name) => name.startsWith("yz-visit-") && name !== mine).forEach((name) => caches.delete(name));
  window.addEventListener("online", () => flush());
  await show();
  await flush();
  setInterval(async () => { if (!document.hidden && state !== "out" && (await kept()).some((row) => !row.refused)) flush(null, true); }, AGAIN);
  if ((form && !("bare" in form.dataset)) || document.querySelector(`a[href^="${PAGE}"]`)) prepare().catch(() => 0); // no connection: the copy there is stays
}

if (able) begin();
