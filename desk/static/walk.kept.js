/* Whether the walk opens again without a network, said on the page; what is kept is forgotten on signing out. */
(function () {
  "use strict";
  var walk = document.getElementById("walk");
  var line = document.getElementById("kept");
  if (!walk || !line) { return; }
  var PAGES = "yingbao-walk-pages";
  var AT_MOST = 14 * 3600 * 1000;
  var since = Number(walk.getAttribute("data-kept"));
  var tries = 0;

  function clock(at) {
    var day = new Date(at);
    return day.getHours() + ":" + ("0" + day.getMinutes()).slice(-2);
  }
  function say(text, isBad) {
    line.hidden = false;
    line.className = isBad ? "notice" : "quiet";
    line.textContent = text;
  }
  function cannot() {
    say("没有网络时请不要刷新或关闭本页：用这个网址离线不能重新打开（要用 https 网址，并且手机存得下）。"
      + "已填的答复仍存在这部手机里，连上网络后自动送出。", true);
  }
  function can() { say("本页已存在手机里，" + clock(Date.now() + AT_MOST) + " 以前没有网络也能再打开；退出登录即清除。", false); }
  /* The first time the page came before its worker did: it is asked for once more, through it. */
  function hold() {
    var own = document.querySelectorAll("link[href^='/static/'], script[src^='/static/']");
    var asked = Array.prototype.map.call(own, function (one) { return window.fetch(one.href || one.src); });
    return Promise.all(asked.concat(window.fetch(window.location.href, { credentials: "same-origin" }))).then(look, cannot);
  }
  function look() {
    return window.caches.open(PAGES).then(function (pages) { return pages.match(window.location.href); }).then(function (found) {
      if (found) { can(); return; }
      tries += 1;
      if (tries > 8) { cannot(); return; }
      window.setTimeout(tries === 4 ? hold : look, 500);
    });
  }
  var leave = document.querySelector("form[action='/sign-out']");
  if (leave) {
    leave.addEventListener("submit", function (event) {
      var waiting = walk.getAttribute("data-unsent");
      if (waiting && !window.confirm("还有 " + waiting + " 条没有送出。退出后仍存在这部手机里，由您下次登录后送出。现在退出吗？")) {
        event.preventDefault();
        return;
      }
      if (window.caches) { window.caches.delete(PAGES); }
    });
  }
  if (since) { say("现在没有网络，这是今天 " + clock(since) + " 存下的名单；照样可以填，答复先存在这部手机里。", true); return; }
  if (!window.navigator.serviceWorker || !window.caches) { cannot(); return; }
  window.navigator.serviceWorker.addEventListener("controllerchange", hold);
  window.navigator.serviceWorker.register("/static/walk.worker.js", { scope: "/walk" }).then(function () {
    if (window.navigator.serviceWorker.controller) { look(); }
  }, cannot);
}());
