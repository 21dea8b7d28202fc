// Layers and legend in one panel: what is drawn, how, and a box to leave it out.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  let serial = 0;

  function checkbox(label, checked, onChange, icon, className) {
    serial += 1;
    const id = `layer-${serial}`;
    const input = element("input", { attributes: { type: "checkbox", id }, on: { change: () => onChange(input.checked) } });
    input.checked = checked;
    const name = element("label", { attributes: { for: id } }, icon || null,
      element("span", { text: () => text.of(label) }));
    return element("div", { class: className }, input, name);
  }

  // In a comparison a layer is drawn twice, and both follow its box.
  const both = (view) => [view, view.twin].filter(Boolean);

  function group(view, isComparing) {
    const { layer } = view;
    const show = (on) => {
      view.setShown(on);
      if (view.twin) view.twin.setShown(on && isComparing());
    };
    const entries = view.legend();
    const box = element("div", { class: "panel-group" });
    if (entries.length === 1) {
      box.append(checkbox(layer.name, layer.show, show, entries[0].icon, "panel-layer"));
      return box;
    }
    box.append(checkbox(layer.name, layer.show, show, null, "panel-layer"));
    for (const entry of entries) {
      if (view.setCategoryShown) {
        box.append(checkbox(entry.name, entry.shown, (on) => both(view).forEach((one) => one.setCategoryShown(entry.code, on)), entry.icon, "panel-entry"));
      } else {
        box.append(element("div", { class: "panel-entry" }, entry.icon, element("span", { text: () => text.of(entry.name) })));
      }
    }
    if (layer.note) box.append(element("p", { class: "panel-note", text: () => text.of(layer.note) }));
    if (layer.unlocated) {
      box.append(element("p", { class: "panel-note", text: () => `${text.message("unlocated")}: ${text.number(layer.unlocated, 0)}` }));
    }
    return box;
  }

  function build(container, views, isComparing) {
    serial += 1;
    const bodyId = `panel-body-${serial}`;
    const body = element("div", { class: "panel-body", attributes: { id: bodyId } });
    // What lies on top of the map stands on top of the list.
    for (const view of [...views].reverse()) body.append(group(view, isComparing));
    if (views.some((view) => view.layer.clusterAbove && view.n > view.layer.clusterAbove)) {
      body.append(element("p", { class: "panel-note", text: () => `◎ ${text.message("cluster")}` }));
    }
    const toggle = element("button", {
      class: "panel-toggle", text: () => text.message("layersAndLegend"),
      attributes: { type: "button", "aria-controls": bodyId, "aria-expanded": "true" },
      on: { click: () => setOpen(body.hidden) },
    });
    function setOpen(open) {
      body.hidden = !open;
      toggle.setAttribute("aria-expanded", String(open));
    }
    setOpen(window.matchMedia("(min-width: 760px)").matches);
    container.append(toggle, body);
    L.DomEvent.disableClickPropagation(container);
    L.DomEvent.disableScrollPropagation(container);
  }

  parts.panel = { build };
})(window.quanmapParts);
