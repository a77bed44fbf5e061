// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Elements and tables. Text only ever becomes text: nothing here takes markup.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

// element("td", {class: "number"}, "1.5", child, ...)
function element(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function svgElement(name, attributes, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

function replaceChildren(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null));
}

// A section of the page with its heading and tools; it appears in the navigation.
function section(id, title, ...tools) {
  const heading = element("h2", {id: `${id}-heading`}, title);
  const made = element("section", {id, "aria-labelledby": `${id}-heading`},
    element("div", {class: "bar"}, heading, tools));
  document.getElementById("main").append(made);
  document.getElementById("sections").append(
    element("li", {}, element("a", {href: `#${id}`}, title)));
  return made;
}

const PAGE_ROWS = 200;

// columns: [{title, number, cell(row) -> text or node}]. Rows beyond PAGE_ROWS come by a button.
function table(caption, columns, rows, rowAttributes) {
  const head = element("tr", {}, columns.map((column) =>
    element("th", {scope: "col", class: column.number ? "number" : ""}, column.title)));
  const body = element("tbody", {});
  const more = element("button", {type: "button"});
  let shown = 0;
  const show = () => {
    for (const row of rows.slice(shown, shown + PAGE_ROWS)) {
      body.append(element("tr", rowAttributes ? rowAttributes(row) : {}, columns.map((column) =>
        element("td", {class: column.number ? "number" : column.name ? "name" : ""},
          column.cell(row)))));
    }
    shown = Math.min(rows.length, shown + PAGE_ROWS);
    more.textContent = `Show more (${rows.length - shown} of ${rows.length} left)`;
    more.hidden = shown === rows.length;
  };
  more.addEventListener("click", show);
  show();
  return element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": caption},
    element("table", {}, element("caption", {}, caption), element("thead", {}, head), body), more);
}

// The table behind a picture; it is made when it is opened.
function tableBehind(title, makeTable) {
  const details = element("details", {}, element("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(makeTable());
  });
  return details;
}

function choice(label, options, chosen, onChange) {
  const select = element("select", {onchange: () => onChange(select.value)},
    options.map(([value, text]) => element("option", {value, selected: value === chosen}, text)));
  return element("label", {}, `${label} `, select);
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
