// The foot of the player: the legend, and the twins of the picture: text, tables, files.

import { h, mark } from "./dom.js";
import { legend } from "./legend.js";
import { asSvg, pngAddress, save, svgAddress } from "./picture.js";
import { Tables } from "./table.js";
import { week, when, whenLong } from "./words.js";

/** The legend, and what can be read or saved instead of watched. */
export class Foot {
  constructor(player) {
    this.player = player;
    this.reading = h("div", { class: "reading" });
    this.text = fold("Read as text", this.reading, () => this.read(player.time));
    this.tables = new Tables(player.lanes, player.letters, player.whole);
    this.table = fold("Table", this.tables.node, () => { if (this.table.open) this.tables.draw(player.time); });
    this.node = h("footer", { class: "foot" }, player.brief ? null : legend(player.lanes),
      h("div", { class: "more" }, this.text, this.table, this.saving(), player.brief || !player.whole ? null : this.notes()));
  }

  notes() {
    const notes = this.player.views.filter((view) => view.lane.frames.note).map((view) =>
      h("p", {}, h("b", { text: `${view.letter}, ${view.title}: ` }), view.lane.frames.note));
    const seed = this.seed();
    if (seed !== null) notes.push(h("p", { text: `Seed ${seed}.` }));
    return notes.length ? fold(seed === null ? "Assumptions" : `Assumptions, seed ${seed}`, h("div", { class: "reading" }, ...notes)) : null;
  }

  saving() {
    const button = (text, give) => h("button", { type: "button", class: "plain", text, "aria-label": `Save the picture as ${text}`, onclick: give });
    return h("div", { class: "saving", role: "group", "aria-label": "Save the picture" }, h("span", { text: "Save picture" }),
      button("PNG", () => this.save("png")), button("SVG", () => this.save("svg")));
  }

  seed() {
    return this.player.data.seed ?? this.player.lanes.find((lane) => lane.frames.seed !== undefined)?.frames.seed ?? null;
  }

  /** Save the lanes as they stand. */
  async save(kind) {
    const { player } = this;
    const title = player.views.map((view) => `${view.letter} ${view.title}`).join(" · ");
    const seed = this.seed();
    const note = `Week ${week(player.time)}, ${when(player.time)}${seed === null ? "" : `, seed ${seed}`}. Greenlane, simulated; illustrative assumptions.`;
    const text = asSvg(player.stage, player.drawnAnew(), { title, note, palette: player.palette });
    const name = `${player.lanes.map((lane) => lane.frames.scenario ?? "lane").join("-")}-week${week(player.time)}-${when(player.time).replace(/\W/g, "")}`;
    save(`${name}.${kind}`, kind === "png" ? await pngAddress(text) : svgAddress(text));
  }

  read(t) {
    if (!this.text.open) return;
    const said = [`${whenLong(t)}.`, ...this.player.words()];
    if (this.reading.textContent !== said.join("")) this.reading.replaceChildren(...said.map((text) => h("p", { text })));
  }

  /** Keep up with the clock; tables only where it rests. */
  draw(t, rests) {
    this.read(t);
    if (rests && this.table.open && this.drawn !== t) {
      this.drawn = t;
      this.tables.draw(t);
    }
    mark(this.node, "data-open", this.text.open || this.table.open ? "true" : null);
  }
}

function fold(name, inside, toggled = null) {
  const node = h("details", {}, h("summary", { text: name }), inside);
  node.ontoggle = toggled;
  return node;
}
