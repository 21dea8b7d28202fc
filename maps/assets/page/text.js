// Texts in the page's two languages, and elements whose text follows the language. Every text from
// the data goes through textContent, never through markup.
(function (parts) {
  "use strict";

  const followers = new Set();
  const text = {
    language: "zh",
    messages: {},

    of(value) {
      if (value === null || value === undefined) return "";
      if (typeof value === "object") return value[text.language] || value.zh;
      return String(value);
    },
    message(key) {
      return text.of(text.messages[key]);
    },
    // Runs `apply` now and after each change of language.
    follow(apply) {
      followers.add(apply);
      apply();
      return () => followers.delete(apply);
    },
    setLanguage(language) {
      text.language = language;
      document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
      followers.forEach((apply) => apply());
    },
    locale() {
      return text.language === "zh" ? "zh-CN" : "en";
    },
    number(value, digits) {
      return value.toLocaleString(text.locale(), {
        maximumFractionDigits: digits,
        minimumFractionDigits: digits,
      });
    },
    figure(value, format) {
      if (value === null || value === undefined || value === "") return "–";
      if (typeof value === "object") return text.of(value);
      if (typeof value !== "number") return String(value);
      switch (format) {
        case "ratio": return text.number(value * 100, 1) + " %";
        case "km2": return text.number(value, value < 100 ? 2 : 1) + " km²";
        case "m": return text.number(value, 0) + " m";
        case "cny": return "¥ " + text.number(value, 0);
        case "decimal": return text.number(value, 1);
        default: return text.number(value, Number.isInteger(value) ? 0 : 1);
      }
    },
  };

  // An element of the page. `options.text` is a value or a function of the language; `bdi` isolates
  // names, so that a right-to-left mark in one cannot reorder its neighbours.
  function element(tag, options, ...children) {
    const node = document.createElement(tag);
    const settings = options || {};
    if (settings.class) node.className = settings.class;
    for (const [name, value] of Object.entries(settings.attributes || {})) {
      if (typeof value === "function") text.follow(() => node.setAttribute(name, value()));
      else node.setAttribute(name, value);
    }
    if (typeof settings.text === "function") text.follow(() => { node.textContent = settings.text(); });
    else if (settings.text !== undefined) node.textContent = text.of(settings.text);
    for (const [event, handler] of Object.entries(settings.on || {})) node.addEventListener(event, handler);
    node.append(...children.filter(Boolean));
    return node;
  }

  // An element that lives shortly (a popup, a search result): its text does not follow the language.
  function passing(tag, className, content) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (content !== undefined) node.textContent = content;
    return node;
  }

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  parts.text = text;
  parts.element = element;
  parts.passing = passing;
  parts.svg = svg;
})(window.quanmapParts = window.quanmapParts || {});
