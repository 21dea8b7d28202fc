// Popups and hover names, built as elements when they open.
(function (parts) {
  "use strict";

  const { passing, text } = parts;

  // Who came by key goes on by key: focus moves into the popup, and back when it closes.
  let cameByKey = false;
  document.addEventListener("keydown", () => { cameByKey = true; }, true);
  document.addEventListener("pointerdown", () => { cameByKey = false; }, true);

  function content(layer, index, category) {
    const box = passing("div", "popup");
    box.tabIndex = -1;
    box.setAttribute("role", "dialog");
    const name = text.of(layer.names[index]) || text.of(layer.name);
    box.setAttribute("aria-label", name);
    const title = passing("h3", "popup-title");
    title.append(passing("bdi", "", name));
    box.append(title);
    const list = passing("dl", "popup-fields");
    if (category && layer.categories.length > 1) addField(list, text.message("kind"), text.of(category.name));
    for (const field of layer.fields) {
      const value = parts.decode.fieldValue(field, index);
      if (value === null || value === undefined || value === "") continue;
      addField(list, text.of(field.label), text.figure(value, field.format));
    }
    if (list.childElementCount) box.append(list);
    return box;
  }

  function addField(list, label, value) {
    const data = passing("dd", "");
    data.append(passing("bdi", "", value));
    list.append(passing("dt", "", label), data);
  }

  function open(map, layer, index, latLng, category) {
    const active = document.activeElement;
    const opener = active && active.closest(".leaflet-popup") ? map.popupOpener : active;
    // The popup keeps clear of the buttons and the search at the top, and of the panel where it is wide.
    const wide = map.getSize().x > 900;
    const body = content(layer, index, category);
    L.popup({
      maxWidth: 300, minWidth: 180, autoPanPaddingTopLeft: [wide ? 70 : 12, 60], autoPanPaddingBottomRight: [wide ? 260 : 12, 30],
    })
      .setLatLng(latLng).setContent(body).openOn(map);
    map.popupOpener = opener;
    const close = map.getContainer().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", text.message("close"));
    if (cameByKey) body.focus({ preventScroll: true });
  }

  // Escape closes the popup wherever the focus is; a popup that held the focus gives it back.
  function attach(map) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("popupclose", () => {
      const { popupOpener } = map;
      if (document.activeElement !== document.body && document.activeElement) return;
      const back = popupOpener && popupOpener.isConnected && popupOpener !== document.body ? popupOpener : map.getContainer();
      back.focus({ preventScroll: true });
    });
  }

  // Runs `act` where a focused feature is chosen by Enter or Space.
  function onChoice(event, act) {
    const key = event.originalEvent.key;
    if (key !== "Enter" && key !== " ") return;
    L.DomEvent.stop(event.originalEvent);
    act();
  }

  parts.popup = { attach, open };
  parts.onChoice = onChoice;
})(window.quanmapParts);
