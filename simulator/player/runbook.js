// The runbook of a deployment by hand: a list to read, and buttons in another order to press.

import { h, mark, still, write } from "./dom.js";
import { count, span, when } from "./words.js";

/** The panel of the deployment that is under way. */
export class Runbook {
  constructor(game) {
    this.game = game;
    this.data = game.data.runbook;
    this.clicks = [];
    this.stepwise = game.book?.stepwise ?? still();
    const { steps, buttons } = this.data;
    this.title = h("h3", { tabindex: -1, "data-key": "runbook" });
    this.said = h("p", { class: "note" });
    this.list = h("ol", { class: "steps" }, ...steps.map((text) => h("li", {}, h("span", { text }))));
    this.buttons = new Map(buttons.map((step) => [step, h("button", { type: "button", class: "plain", "data-key": `step-${step}`, onclick: () => this.press(step) },
      h("span", { class: "order", "aria-hidden": "true" }), h("span", { text: steps[step] }))]));
    this.report = h("button", { type: "button", class: "plain strong", "data-key": "report", text: "Report: deployment done", onclick: () => this.done() });
    this.box = h("input", { type: "checkbox", "data-key": "stepwise" });
    this.box.checked = this.stepwise;
    this.box.onchange = () => { this.stepwise = this.box.checked; game.play(); this.draw(); };
    const minutes = Math.round(this.data.step * 60);
    this.node = h("section", { class: "runbook", "aria-label": "Runbook", hidden: true },
      h("div", { class: "tell" }, this.title, this.said),
      h("div", { class: "read" }, h("h4", { text: "Runbook" }), this.list),
      h("div", { class: "work", role: "group", "aria-label": "Steps to carry out" }, ...this.buttons.values(), this.report),
      h("label", { class: "stepwise" }, this.box, h("span", { text: `Step by step: the clock stands, each step takes ${minutes} minutes` })));
  }

  /** Show the deployment that is under way, with what was clicked before a reload. */
  show(run, clicks) {
    this.run = run;
    this.node.hidden = !run;
    if (run) this.clicks = clicks.filter((step) => this.buttons.has(step));
  }

  /** A deployment has begun: the clock goes on at the runbook's rate. */
  begin() {
    this.clicks = [];
    this.game.clicks = [];
    if (!this.stepwise) this.game.play();
    this.draw();
    this.title.focus();
    this.game.speakNow(`The runbook is open: ${count(this.data.steps.length, "step")}, in order.`);
  }

  press(step) {
    if (this.off() || this.clicks.includes(step)) return;
    this.clicks.push(step);
    this.game.clicks = this.clicks;
    if (this.stepwise) this.game.pass(this.data.step);
    this.game.save(true);
    this.draw();
  }

  // Why a step cannot be carried out now.
  off() {
    const { game } = this;
    if (!this.run || game.pending || game.over !== null) return "waiting";
    if (game.time < game.present) return "You look back; play to go on.";
    if (game.time >= game.horizon) return "The time is over; this deployment was not finished.";
    return !this.stepwise && !game.playing ? "The clock stands. Play to go on." : "";
  }

  done() {
    if (this.off()) return;
    const time = Math.max(Math.ceil(this.game.time * 1000 - 1e-6) / 1000, this.run[1] + 0.001);
    this.game.act({ what: "done", id: this.run[0], time, clicks: this.clicks });
  }

  draw() {
    if (!this.run) return;
    const [, start] = this.run;
    const off = this.off();
    const many = this.game.mine.changes.filter((change) => change.visits.some((visit) => visit.stage === this.game.mine.stages.length - 1
      && Math.abs(visit.start - start) < 0.002)).length;
    write(this.title, `You deploy ${count(many, "change")} by hand`);
    const rate = Math.round(this.data.rate * 60);
    const pace = this.stepwise ? "The clock stands between steps." : `A second is ${rate} minutes.`;
    const waits = this.game.waiting();
    const meanwhile = waits ? ` ${count(waits, "more change")} wait${waits === 1 ? "s" : ""} meanwhile.` : "";
    write(this.said, `Begun ${when(start)}, ${span(Math.max(0, this.game.time - start))} so far. ${pace}${meanwhile} `
      + `There is no undo in production: that is no fault of yours, only of the method.${off && off !== "waiting" ? ` ${off}` : ""}`);
    for (const [step, button] of this.buttons) {
      const place = this.clicks.indexOf(step);
      mark(button, "aria-disabled", String(place >= 0 || Boolean(off)));
      mark(button, "aria-label", place >= 0 ? `${this.data.steps[step]}: done, as number ${place + 1}` : null);
      write(button.firstChild, place >= 0 ? String(place + 1) : "");
    }
    mark(this.report, "aria-disabled", String(Boolean(off)));
    write(this.report, this.game.pending?.what === "done" ? "Sending …" : "Report: deployment done");
  }

  /** What came of the last deployment, as far as people know. */
  after() {
    const { game } = this;
    const place = game.game.presses.length - 1;
    const run = this.data.runs[place];
    const end = game.game.presses[place]?.[2] ?? null;
    if (!run || end === null || game.time > end + 8) return "";
    if (!run.failed) return game.time < end + 4 ? `Deployed by hand in ${span(end - game.game.presses[place][1])}, every step in its order.` : "";
    return run.restored !== null && game.time >= run.restored ? `Recovered at ${when(run.restored)} (${run.why}).` : "";
  }
}
