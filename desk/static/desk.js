/* Keys for who does not reach for a mouse, and words for what the network does. No page needs this file to work. */
(function () {
  "use strict";
  function isWriting(place) {
    return place && (/^(INPUT|SELECT|TEXTAREA)$/).test(place.tagName);
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) { return; }
    var found = document.querySelectorAll("[data-key]");
    for (var i = 0; i < found.length; i += 1) {
      if (found[i].getAttribute("data-key").split(" ").indexOf(event.key) >= 0) {
        event.preventDefault();
        if (isWriting(found[i])) { found[i].focus(); } else { found[i].click(); }
        return;
      }
    }
  });
  function say(text) {
    var place = document.getElementById("said");
    if (!place) { return; }
    place.textContent = "";
    var line = document.createElement("p");
    line.className = "notice bad";
    line.textContent = text;
    place.appendChild(line);
  }
  document.addEventListener("htmx:sendError", function () { say("网络不通，没有提交；请稍后再点一次，同一次填写不会记两遍。"); });
  document.addEventListener("htmx:responseError", function (event) {
    say(event.detail.xhr.status === 401 ? "登录已过期，请重新登录。" : "没有做成；请刷新页面后再试。");
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) { var place = document.getElementById("said"); if (place) { place.textContent = ""; } }
  });
  document.addEventListener("htmx:load", function (event) {
    var wanted = event.target.querySelector && event.target.querySelector("[autofocus]");
    if (wanted) { wanted.focus(); }
  });
  /* Whoever signs in next on this telephone finds nothing of the walk that was kept for the last one. */
  if (window.caches && !document.getElementById("walk")) { window.caches.delete("yingbao-walk-pages"); }
  var zones = document.querySelectorAll("[data-drop]");
  Array.prototype.forEach.call(zones, function (zone) {
    var input = zone.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach(function (kind) {
      zone.addEventListener(kind, function (event) { event.preventDefault(); zone.classList.add("over"); });
    });
    zone.addEventListener("dragleave", function () { zone.classList.remove("over"); });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      zone.classList.remove("over");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    });
  });
}());
