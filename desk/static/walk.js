/* Answers on a walk: kept in this browser under a token until the desk has acknowledged them, sent again until then. */
(function () {
  "use strict";
  var walk = document.getElementById("walk");
  if (!walk) { return; }
  var place = "yingbao.walk." + walk.getAttribute("data-login");
  var told = "yingbao.told." + walk.getAttribute("data-login");
  var since = Number(walk.getAttribute("data-kept"));
  var csrf = document.body.getAttribute("data-csrf");
  var sending = false;
  var held = [];

  function read() {
    try { return JSON.parse(window.localStorage.getItem(place)) || []; } catch (error) { return held; }
  }
  function write(queue) {
    held = queue;
    try { window.localStorage.setItem(place, JSON.stringify(queue)); return true; } catch (error) { return false; }
  }
  function change(token, made) {
    write(read().map(function (one) { return one.token === token ? made(one) : one; }).filter(Boolean));
  }
  function token() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }
  /* What was acknowledged since a page was opened: shown where the page is opened again as it was kept. */
  function memory() {
    try { return JSON.parse(window.localStorage.getItem(told)) || []; } catch (error) { return []; }
  }
  function remember(all) {
    try { window.localStorage.setItem(told, JSON.stringify(all.slice(-2000))); } catch (error) { return; }
  }
  function recall() {
    remember(memory().filter(function (one) { return since ? true : !card(one.row); }));
    memory().forEach(function (one) { if (since && one.at > since) { say(one.row, "已收下：" + one.say, "done"); } });
  }
  function card(row) { return walk.querySelector('[data-row="' + row + '"]'); }
  function say(row, text, look) {
    var there = card(row);
    if (!there) { return; }
    there.querySelector(".became").textContent = text;
    there.className = "call " + look;
  }
  function words(one) {
    return [one.outcome && one.outcome.replace("|", "、"), (one.phone !== undefined || one.address !== undefined) && "更正"]
      .filter(Boolean).join("，");
  }
  function show(problem) {
    var queue = read();
    var bar = document.getElementById("unsent");
    queue.forEach(function (one) {
      if (one.why) { say(one.row, "没有采用：" + one.why + "请改填。", "refused"); }
      else { say(one.row, "已存在手机里，等着送出：" + words(one), "waiting"); }
    });
    var waiting = queue.filter(function (one) { return !one.why; }).length;
    walk.setAttribute("data-unsent", waiting || "");
    bar.hidden = !queue.length;
    bar.textContent = !queue.length ? "" : waiting ? (problem || "正在送出…") + "还有 " + waiting + " 条没有送出，都存在这部手机里，不会丢。"
      : "有 " + queue.length + " 条没有采用，请改填。";
  }
  function flush() {
    var next = read().filter(function (one) { return !one.why; })[0];
    if (sending || !next) { show(""); return; }
    sending = true;
    var request = new XMLHttpRequest();
    request.open("POST", "/walk/answer");
    request.timeout = 20000;
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.setRequestHeader("X-CSRF", csrf);
    request.onload = function () {
      sending = false;
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
      if (request.status === 200 && answer.taken) {
        change(next.token, function () { return null; });
        say(next.row, "已收下：" + answer.say, "done");
        remember(memory().concat({ row: next.row, say: answer.say, at: Date.now() }));
        flush();
      } else if (request.status === 400 && answer.say) {
        change(next.token, function (one) { one.why = answer.say; return one; });
        flush();
      } else {
        show(request.status === 401 || request.status === 403 ? "登录已过期，请重新登录后再打开本页。" : "网络不通。");
      }
    };
    request.onerror = request.ontimeout = function () { sending = false; show("网络不通。"); };
    request.send(["row", "outcome", "note", "token", "phone", "address"].filter(function (name) {
      return next[name] !== undefined;
    }).map(function (name) {
      return name + "=" + encodeURIComponent(next[name]);
    }).join("&"));
  }
  walk.addEventListener("click", function (event) {
    var button = event.target;
    if (!button.classList.contains("open")) { return; }
    var there = button.parentNode;
    var form = there.querySelector("form");
    if (form) { there.removeChild(form); return; }
    var drawn = walk.querySelector('template[data-kind="' + there.getAttribute("data-kind") + '"]');
    there.appendChild(document.importNode(drawn.content, true));
    ["phone", "address"].forEach(function (name) {
      there.querySelector("[name=" + name + "]").value = there.getAttribute("data-" + name);
    });
    there.querySelector("select").focus();
  });
  walk.addEventListener("submit", function (event) {
    event.preventDefault();
    var form = event.target;
    var there = form.parentNode;
    var row = there.getAttribute("data-row");
    /* A later answer to the same row takes the place of one that was refused; one that waits is sent before it. */
    var queue = read().filter(function (one) { return one.row !== row || !one.why; });
    var given = { token: token(), row: row, outcome: form.outcome.value, note: form.note.value };
    /* Only what was changed is sent: an empty field says that it is no longer used. */
    ["phone", "address"].forEach(function (name) {
      var now = form[name].value.trim();
      if (now !== there.getAttribute("data-" + name)) { given[name] = now; }
    });
    if (!given.outcome && !words(given)) { form.outcome.focus(); return; }
    queue.push(given);
    var kept = write(queue);
    ["phone", "address"].forEach(function (name) {
      if (given[name] !== undefined) { there.setAttribute("data-" + name, given[name]); }
    });
    there.removeChild(form);
    show("");
    if (!kept) { say(row, "这部手机存不下，请等出现“已收下”再离开本页。", "waiting"); }
    flush();
  });
  window.addEventListener("online", flush);
  window.setInterval(flush, 15000);
  recall();
  show("");
  flush();
}());
