// Search by name over every record of the map.
(function (parts) {
  "use strict";

  const { element, passing, text } = parts;
  const MOST = 12;
  let serial = 0;

  // Records whose name holds the words, those that begin with them first.
  function find(views, words) {
    const wanted = words.trim().toLowerCase();
    const first = [];
    const later = [];
    if (!wanted) return { matches: [], more: false };
    for (const view of [...views].reverse()) {
      const { names } = view.layer;
      for (let i = 0; i < names.length && first.length + later.length <= 40; i += 1) {
        const name = typeof names[i] === "string" ? names[i] : `${names[i].zh} ${names[i].en}`;
        const at = name.toLowerCase().indexOf(wanted);
        if (at < 0 || (view.isPresent && !view.isPresent(i))) continue;
        (at === 0 ? first : later).push({ view, index: i });
      }
    }
    const all = first.concat(later);
    return { matches: all.slice(0, MOST), more: all.length > MOST };
  }

  function build(container, map, views) {
    serial += 1;
    const listId = `search-list-${serial}`;
    const list = element("ul", { class: "search-list", attributes: { id: listId, role: "listbox", "aria-label": () => text.message("search") } });
    const input = element("input", {
      class: "search-input",
      attributes: {
        type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
        "aria-expanded": "false", "aria-controls": listId,
        "aria-label": () => text.message("search"), placeholder: () => text.message("searchHint"),
      },
      on: { input: update, keydown: onKey, blur: () => setTimeout(close, 150) },
    });
    const status = element("p", { class: "search-status", attributes: { role: "status" } });
    let matches = [];
    let active = -1;

    function update() {
      const found = find(views, input.value);
      matches = found.matches;
      active = -1;
      list.replaceChildren(...matches.map(option));
      input.setAttribute("aria-expanded", String(matches.length > 0));
      input.removeAttribute("aria-activedescendant");
      status.textContent = !input.value.trim() || (matches.length && !found.more) ? ""
        : text.message(matches.length ? "moreMatches" : "noMatch");
    }

    function option(match, position) {
      const node = passing("li", "search-option");
      node.id = `${listId}-${position}`;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      node.append(passing("bdi", "", text.of(match.view.layer.names[match.index])),
        passing("small", "", text.of(match.view.layer.name)));
      node.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(match);
      });
      return node;
    }

    function onKey(event) {
      if (event.key === "Escape") {
        input.value = "";
        close();
      } else if (event.key === "Enter" && matches.length) {
        choose(matches[Math.max(active, 0)]);
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!matches.length) return;
        active = (active + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % matches.length;
        [...list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === active)));
        input.setAttribute("aria-activedescendant", `${listId}-${active}`);
        list.children[active].scrollIntoView({ block: "nearest" });
      }
    }

    function choose(match) {
      input.value = text.of(match.view.layer.names[match.index]);
      close();
      show(map, match.view, match.index);
    }

    function close() {
      matches = [];
      list.replaceChildren();
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
    }

    container.append(input, list, status);
    L.DomEvent.disableClickPropagation(container);
    L.DomEvent.disableScrollPropagation(container);
  }

  // Moves the map to a record and opens its popup.
  function show(map, view, index) {
    if (view.latLng) {
      map.setView(view.latLng(index), Math.max(map.getZoom(), Math.min(16, map.getMaxZoom())), { animate: false });
      parts.popup.open(map, view.layer, index, view.latLng(index), view.categoryOf(index));
      return;
    }
    const box = view.boundsOf(index);
    if (!box) return;
    map.fitBounds(box, { padding: [24, 24], animate: false });
    parts.popup.open(map, view.layer, index, view.centreOf(index));
  }

  parts.search = { build, find, show };
})(window.quanmapParts);
