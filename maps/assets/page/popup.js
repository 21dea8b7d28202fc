// Popups and hover names, built as elements when they open.
(function (parts) {
  "use strict";

  const { passing, text } = parts;

  function content(layer, index, category) {
    const box = passing("div", "popup");
    const title = passing("h3", "popup-title");
    title.append(passing("bdi", "", text.of(layer.names[index]) || text.of(layer.name)));
    box.append(title);
    const list = passing("dl", "popup-fields");
    if (category && layer.categories.length > 1) addField(list, text.message("kind"), text.of(category.name));
    for (const field of layer.fields) {
      const value = parts.decode.fieldValue(field, index);
      if (value === null || value === undefined || value === "") continue;
      addField(list, text.of(field.label), text.figure(value, field.format));
    }
    box.append(list);
    return box;
  }

  function addField(list, label, value) {
    const data = passing("dd", "");
    data.append(passing("bdi", "", value));
    list.append(passing("dt", "", label), data);
  }

  function open(map, layer, index, latLng, category) {
    // The popup keeps clear of the buttons and the search at the top, and of the panel where it is wide.
    const wide = map.getSize().x > 900;
    L.popup({
      maxWidth: 300, minWidth: 180, autoPanPaddingTopLeft: [wide ? 70 : 12, 60], autoPanPaddingBottomRight: [wide ? 260 : 12, 30],
    })
      .setLatLng(latLng).setContent(content(layer, index, category)).openOn(map);
    const close = map.getContainer().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", text.message("close"));
  }

  // Runs `act` where a focused feature is chosen by Enter or Space.
  function onChoice(event, act) {
    const key = event.originalEvent.key;
    if (key !== "Enter" && key !== " ") return;
    L.DomEvent.stop(event.originalEvent);
    act();
  }

  parts.popup = { open };
  parts.onChoice = onChoice;
})(window.quanmapParts);
