// Sorts, filters and opens a figure. Without it the page shows the same, by <details>.
(function () {
  'use strict';
  document.body.classList.add('scripted');

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  // Sorting: within each group, numbers before words, words as Chinese readers expect.
  all('table').forEach(function (table) {
    all('thead th', table).forEach(function (head, place) {
      var button = document.createElement('button');
      button.className = 'sort';
      button.type = 'button';
      button.title = '排序';
      button.textContent = '⇅';
      var falling = false;
      button.addEventListener('click', function () {
        falling = !falling;
        all('tbody:not(.totals)', table).forEach(function (body) {
          var rows = all('tr:not(.group)', body);
          rows.sort(function (one, other) { return compare(one.cells[place], other.cells[place], falling); });
          rows.forEach(function (row) { body.appendChild(row); });
        });
      });
      head.appendChild(button);
    });
  });

  function shown(cell) {
    return (cell.querySelector('summary') || cell).textContent.trim();
  }

  function compare(one, other, falling) {
    var first = one.dataset.v, second = other.dataset.v;
    if (first === undefined && second === undefined) {
      return shown(one).localeCompare(shown(other), 'zh') * (falling ? -1 : 1);
    }
    if (first === undefined || second === undefined) { return first === undefined ? 1 : -1; }
    return (first - second) * (falling ? -1 : 1);
  }

  // Filtering: rows that hold the words; a heading goes with its last row.
  all('.filter').forEach(function (line) {
    line.hidden = false;
    var input = line.querySelector('input');
    input.addEventListener('input', function () {
      all('tbody:not(.totals)', document.getElementById(input.dataset.filters)).forEach(function (body) {
        var left = all('tr:not(.group)', body).filter(function (row) {
          row.hidden = row.textContent.indexOf(input.value.trim()) < 0;
          return !row.hidden;
        });
        all('.group', body).forEach(function (heading) { heading.hidden = !left.length; });
      });
    });
  });

  // Opening a figure: what it is, what it is made of, of whom it speaks.
  var box = document.createElement('div');
  box.id = 'figure';
  box.className = 'pop';
  box.hidden = true;
  document.body.appendChild(box);

  function tell(cell) {
    var table = cell.closest('table');
    var head = table.tHead.rows[0].cells[cell.cellIndex];
    var meaning = head.querySelector('.pop'), made = cell.querySelector('.pop');
    var lines = [made && made.textContent, meaning && meaning.textContent,
      table.parentNode.parentNode.querySelector('.note').textContent];
    box.textContent = '';
    var title = document.createElement('b');
    title.textContent = shown(cell.parentNode.cells[0]) + ' · ' + shown(head).replace('⇅', '') + '：' + shown(cell);
    box.appendChild(title);
    lines.forEach(function (line) {
      if (!line) { return; }
      var part = document.createElement('div');
      part.textContent = line;
      box.appendChild(part);
    });
    var place = cell.getBoundingClientRect();
    box.style.left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - 300)) + window.pageXOffset + 'px';
    box.style.top = place.bottom + window.pageYOffset + 2 + 'px';
    box.hidden = false;
  }

  document.addEventListener('click', function (event) {
    var cell = event.target.closest('td.n');
    if (cell && cell.closest('tr').className !== 'group') {
      event.preventDefault();
      tell(cell);
      return;
    }
    if (!event.target.closest('.pop')) { box.hidden = true; }
    all('th details[open], td details[open]').forEach(function (open) {
      if (!open.contains(event.target)) { open.open = false; }
    });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') { box.hidden = true; }
  });

  // Paper has nothing to click: what is folded is printed.
  window.addEventListener('beforeprint', function () {
    all('details.folded').forEach(function (fold) { fold.open = true; });
  });
})();
