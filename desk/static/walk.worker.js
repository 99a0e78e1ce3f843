/* The walk without a network: this one page as it was opened last, and the files that it is drawn with. Nothing else of
   the desk is kept, no page is shown for longer than a town's session lasts, and signing out forgets them all. */
(function (here) {
  "use strict";
  var PAGES = "yingbao-walk-pages", FILES = "yingbao-walk-files";
  var AT_MOST = 14 * 3600 * 1000, PATIENCE = 10000;
  var AWAY = "/static/walk.away.html", AWAY_LOOKS = "/static/desk.css";
  var OWN = /^\/static\/(desk\.css|desk\.js|htmx\.min\.js|walk\.js|walk\.kept\.js|icon\.svg)$/;

  function forget() { return here.caches.delete(PAGES); }
  function away() {
    return here.caches.match(AWAY, { cacheName: FILES }).then(function (found) { return found || here.Response.error(); });
  }
  function drawn(answer, body, at) {
    var headers = new here.Headers(answer.headers);
    ["Content-Length", "Content-Encoding"].forEach(function (name) { headers.delete(name); });
    headers.set("X-Kept-At", String(at));
    return new here.Response(body, { status: 200, headers: headers });
  }
  function keep(address, answer) {
    return answer.text().then(function (text) {
      return here.caches.open(PAGES).then(function (pages) { return pages.put(address, drawn(answer, text, Date.now())); });
    });
  }
  /* What is kept of a page, marked as such; nothing where it was never opened or is too old. */
  function kept(address) {
    return here.caches.match(address, { cacheName: PAGES }).then(function (found) {
      if (!found) { return null; }
      var at = Number(found.headers.get("X-Kept-At"));
      if (!(Date.now() - at < AT_MOST)) { return forget().then(function () { return null; }); }
      return found.text().then(function (text) {
        return drawn(found, text.replace('data-kept=""', 'data-kept="' + at + '"'), at);
      });
    });
  }
  function page(event) {
    var address = event.request.url;
    var asked = here.fetch(event.request).then(function (answer) {
      /* Sent to sign in, or no longer allowed: whoever holds the telephone now is not shown what was kept. */
      if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 401 || answer.status === 403) {
        return forget().then(function () { return answer; });
      }
      /* What stands before the desk says that it is not there (502, 503, 504). */
      if (answer.status >= 500) { return kept(address).then(function (found) { return found || answer; }); }
      if (answer.status === 200) { event.waitUntil(keep(address, answer.clone()).catch(function () { return null; })); }
      return answer;
    });
    var slow = new Promise(function (resolve) { here.setTimeout(resolve, PATIENCE); }).then(function () {
      return kept(address).then(function (found) { return found || asked; });
    });
    return Promise.race([asked, slow]).catch(function () {
      return kept(address).then(function (found) { return found || away(); });
    });
  }
  function file(request) {
    var path = new here.URL(request.url).pathname;
    return here.caches.open(FILES).then(function (files) {
      return files.match(request.url).then(function (found) {
        return found || here.fetch(request).then(function (answer) {
          if (answer.status !== 200 || answer.redirected) { return answer; }
          var copy = answer.clone();
          return files.keys().then(function (all) {
            return Promise.all(all.filter(function (one) {
              var other = new here.URL(one.url);
              return other.pathname === path && other.search;
            }).map(function (one) { return files.delete(one); }));
          }).then(function () { return files.put(request.url, copy); }).then(function () { return answer; });
        });
      });
    });
  }
  here.addEventListener("install", function (event) {
    event.waitUntil(here.caches.open(FILES).then(function (files) { return files.addAll([AWAY, AWAY_LOOKS]); })
      .then(function () { return here.skipWaiting(); }));
  });
  here.addEventListener("activate", function (event) { event.waitUntil(here.clients.claim()); });
  here.addEventListener("fetch", function (event) {
    var asked = new here.URL(event.request.url);
    if (event.request.method !== "GET" || asked.origin !== here.location.origin) { return; }
    if (asked.pathname === "/walk") { event.respondWith(page(event)); return; }
    if (OWN.test(asked.pathname)) { event.respondWith(file(event.request)); }
  });
}(self));
