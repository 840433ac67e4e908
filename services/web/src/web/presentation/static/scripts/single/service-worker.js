// Keeps the shell, so that a page opened without a connection says so in our own design. Pages and data are never
// kept: they belong to one visitor and are never old.
const CACHE = "shell-" + SHELL.join();

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const isOld = (name) => name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))).then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  } else if (SHELL.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});

// Notifications by web push: `id` stays the same in a repetition, which replaces the first one.
addEventListener("push", (event) => {
  const { id, title, body, url } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, tag: id, data: { url } }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data.url || "/inbox"));
});
