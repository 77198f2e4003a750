// The worker of the new-visit page: without a connection it answers with the copy that keeping.js laid by. It stores nothing
// and sees nothing but that page and the files it is drawn with.

const PAGE = "/new/visit/";
const PATIENCE = 5000; // a line that answers later than this is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const request = event.request;
  const path = new URL(request.url).pathname;
  const page = request.mode === "navigate" && path === PAGE;
  if (request.method === "GET" && (page || path.startsWith("/static/"))) event.respondWith(answer(request, page ? PAGE : request));
});

async function answer(request, copy) {
  const asked = fetch(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const fresh = await Promise.race([asked, late]).catch(() => null);
  return fresh || (await caches.match(copy, { ignoreVary: true })) || asked;
}
