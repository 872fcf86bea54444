// The comparison of lanes: a real table, a metric a row; where there is little room each row becomes a block.

import { h } from "./dom.js";
import { badge } from "./marks.js";

/** The view `comparison`. */
export class Comparison {
  constructor(root, data) {
    const { letters } = data;
    const heads = letters.map((letter) => h("th", { scope: "col", role: "columnheader", class: "side" },
      h("span", { class: "sr", text: `Lane ${letter}` }), badge(letter, 20)));
    const column = (text, kind) => h("th", { scope: "col", role: "columnheader", class: kind, text });
    const head = h("tr", { role: "row" }, column(data.title, "metric"), ...heads,
      column("in plain words", "words"), column("value and 95 % interval, on a scale", "scale"));
    const body = h("tbody", { role: "rowgroup" }, ...data.rows.map((row) => line(row, letters)));
    const sheet = h("link", { rel: "stylesheet", href: new URL("comparison.css", import.meta.url).href });
    this.node = h("div", { class: "comparison", hidden: true },
      h("table", { role: "table", "aria-label": data.name }, h("thead", { role: "rowgroup" }, head), body),
      h("p", { class: "note", text: data.note }));
    sheet.onload = sheet.onerror = () => { this.node.hidden = false; };
    root.append(sheet, this.node);
  }

  theme() {}

  destroy() {
    this.node.remove();
  }
}

function line(row, letters) {
  const sides = row.sides.map(([value, interval], i) => h("td", { role: "cell", class: "side" },
    badge(letters[i], 18), h("b", { text: value }), h("span", { text: interval })));
  const told = row.told.map(([text, interval]) => h("p", {}, h("b", { text }), h("span", { text: interval })));
  const picture = row.picture ? h("img", { src: row.picture, alt: row.alt, width: 236, height: 52 }) : null;
  return h("tr", { role: "row", class: row.pair ? "pair" : null },
    h("th", { scope: "row", role: "rowheader", class: "metric" }, h("b", { text: row.title }), h("span", { text: row.note })),
    ...sides,
    h("td", { role: "cell", class: "words" }, ...told, row.more ? h("p", { class: "soft", text: row.more }) : null),
    h("td", { role: "cell", class: "scale" }, picture));
}
