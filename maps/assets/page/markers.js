// A few hundred points as page elements: the keyboard reaches each, a screen reader names it.
(function (parts) {
  "use strict";

  const { decode, text } = parts;

  class MarkerView {
    constructor(map, layer, order) {
      this.map = map;
      this.layer = layer;
      this.shown = layer.show;
      this.step = 0;
      this.codesAt = decode.stepCodes(layer);
      this.longitudes = decode.degrees(layer.x);
      this.latitudes = decode.degrees(layer.y);
      this.n = this.longitudes.length;
      this.accept = layer.categories.map((category) => category.show);
      this.pane = `markers-${order}`;
      map.createPane(this.pane).style.zIndex = String(600 + order);
      this.markers = Array.from({ length: this.n }, (_, index) => this.createMarker(index));
      this.setStep(0);
    }

    createMarker(index) {
      const marker = L.marker(this.latLng(index), { keyboard: true, pane: this.pane, riseOnHover: true });
      marker.on("add", () => this.nameMarker(marker, index));
      const open = () => parts.popup.open(this.map, this.layer, index, this.latLng(index), this.categoryOf(index));
      marker.on("click", open);
      marker.on("keydown", (event) => parts.onChoice(event, open));
      return marker;
    }

    nameMarker(marker, index) {
      const node = marker.getElement();
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", `${text.of(this.layer.name)} ${text.of(this.layer.names[index])}`);
      node.title = text.of(this.layer.names[index]);
    }

    picture(category, size, index) {
      const box = parts.passing("div", "");
      box.append(parts.symbols.icon(category, size));
      if (this.layer.badges.length) box.append(parts.passing("span", "marker-badge", this.layer.badges[index]));
      return box;
    }

    setStep(step) {
      this.step = step;
      const codes = this.codesAt(step);
      this.drawn = 0;
      this.markers.forEach((marker, index) => {
        const code = codes[index];
        const category = this.layer.categories[code];
        if (!this.shown || !category || !this.accept[code]) {
          marker.remove();
          return;
        }
        const size = 11 * category.scale;
        marker.setIcon(L.divIcon({
          html: this.picture(category, size, index), className: "point-marker",
          iconSize: [size + 4, size + 4],
        }));
        marker.addTo(this.map);
        this.nameMarker(marker, index);
        this.drawn += 1;
      });
    }

    setShown(shown) {
      this.shown = shown;
      this.setStep(this.step);
    }

    setCategoryShown(code, shown) {
      this.accept[code] = shown;
      this.setStep(this.step);
    }

    latLng(index) {
      return L.latLng(this.latitudes[index], this.longitudes[index]);
    }

    isPresent(index) {
      return this.codesAt(this.step)[index] !== decode.ABSENT;
    }

    categoryOf(index) {
      return this.layer.categories[this.codesAt(this.step)[index]];
    }

    legend() {
      return this.layer.categories.map((category, code) => ({
        icon: parts.symbols.icon(category, 9 * category.scale), name: category.name, code, shown: category.show,
      }));
    }

    counts() {
      const codes = this.codesAt(this.step);
      const categories = this.layer.categories.map((_, code) => codes.filter((c) => c === code).length);
      return { total: this.n, unlocated: this.layer.unlocated, drawn: this.drawn, categories, mode: "markers" };
    }
  }

  parts.MarkerView = MarkerView;
})(window.quanmapParts);
