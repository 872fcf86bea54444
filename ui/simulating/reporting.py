"""Write a comparison of lanes as one HTML file: to print, to send, to keep; it needs nothing else."""

from collections.abc import Mapping
from html import escape

import simulator
from delivery import Mark
from simulator import Outcome, Study
from ui import charts, palette, verdicts
from ui.charts.scales import letter_svg
from ui.simulating import tabulating
from ui.simulating.guessing import Guess, cards

STYLE = f"""
body {{ font: 15px/22px Inter, system-ui, sans-serif; color: {palette.LIGHT["ink"]}; max-width: 1000px;
  margin: 24px auto; padding: 0 16px; font-variant-numeric: tabular-nums; }}
h1 {{ font-size: 28px; line-height: 34px; }} h2 {{ font-size: 20px; line-height: 26px; margin-top: 32px; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: 8px 8px 8px 0;
  border-bottom: 1px solid {palette.LIGHT["line"]}; }}
small, figcaption {{ color: {palette.LIGHT["ink2"]}; font-size: 12.5px; line-height: 17px; }}
tr.pair {{ background: {palette.LIGHT["sunk"]}; }} .cards {{ display: flex; flex-wrap: wrap; gap: 24px; }}
figure {{ margin: 0; }} svg {{ max-width: 100%; }} tr, figure {{ break-inside: avoid; }}
@media print {{ body {{ margin: 0; }} }}
"""


def report(texts: Mapping[str, str], study: Study, guess: Guess, outcomes: Mapping[str, Outcome]) -> str:
    """Return the comparison as one HTML file that needs nothing else."""
    named = {letter: outcome.frames["title"] for letter, outcome in outcomes.items()}
    title = " against ".join(f"{letter} {text}" for letter, text in named.items())
    said = (
        f"{study.replications:,} replications of {study.changes:,} changes, seed {study.seed}. Illustrative "
        "assumptions, printed below. The same changes enter every lane."
    )
    how = (
        "Intervals are 95 %, by Student's t over the replications; differences are paired, replication by "
        "replication. Change fail rate is counted per deployment: read it with the failed changes per 1,000."
    )
    parts = [
        f"<h1>{escape(title)}</h1><p>{said}</p>",
        "" if guess.skipped else _guess_html(guess, outcomes),
        "<h2>Side by side</h2>",
        _lines_html(outcomes),
        f"<p><small>{how}</small></p>",
        *(
            f"<h2>{name}</h2>{bars_svg(outcomes) if place == 0 else ''}{_table_html(tabulate(outcomes))}"
            for place, (name, (_draw, tabulate, _say)) in enumerate(charts.FLOW.items())
        ),
        "<h2>Assumptions</h2>",
        *(_assumed_html(letter, text) for letter, text in texts.items()),
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><body>{''.join(parts)}</body></html>"
    )


def _guess_html(guess: Guess, outcomes: Mapping[str, Outcome]) -> str:
    shown = [
        f"<figure><strong>{escape(card.title)}</strong><br>{card.picture}"
        f"<figcaption>{escape(card.alt)} {escape(card.sentence)}</figcaption></figure>"
        for card in cards(guess, outcomes)
    ]
    return f'<h2>The guess, and what happened</h2><div class="cards">{"".join(shown)}</div>'


def _lines_html(outcomes: Mapping[str, Outcome]) -> str:
    head = "".join(f"<th>{letter}</th>" for letter in outcomes)
    rows = []
    for line in tabulating.lines(outcomes):
        kind = ' class="pair"' if line.row.metric in tabulating.PAIR else ""
        cells = [
            f"<td><strong>{escape(line.row.say(found.mean))}</strong><br>"
            f"<small>{escape(tabulating.interval(line.row, found))}</small></td>"
            for found in line.sides.values()
        ]
        told = "<br>".join(
            f"<strong>{escape(told.text)}</strong> <small>{escape(told.interval)}</small>"
            for told in line.told.values()
        )
        name = f"<td><strong>{escape(line.row.title)}</strong><br><small>{escape(line.row.note)}</small></td>"
        note = f"<br><small>{escape(line.note)}</small>" if line.note else ""
        rows.append(f"<tr{kind}>{name}{''.join(cells)}<td>{line.picture}</td><td>{told}{note}</td></tr>")
    return (
        f"<table><tr><th>Metric</th>{head}<th>On one scale</th><th>In plain words</th></tr>"
        f"{''.join(rows)}</table>"
    )


def _table_html(table: charts.Table) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in (table.index.name, *table.columns))
    rows = [
        "".join(f"<td>{escape(str(cell))}</td>" for cell in (index, *row))
        for index, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _assumed_html(letter: str, text: str) -> str:
    found = simulator.scenario_from_text(text)
    practice = verdicts.name_of(verdicts.verdict_of(found))
    return (
        f"<h3>{letter} {escape(found.title)}</h3><p>Practice: {practice}.</p>"
        f"{_table_html(charts.assumption_table(found))}"
    )


def bars_svg(outcomes: Mapping[str, Outcome]) -> str:
    """Return where the hours of a change went as a picture of its own, each kind with its pattern."""
    drawn, colors = charts.bars(outcomes), palette.LIGHT
    longest = max((sum(part.hours for part in parts) for _, parts in drawn), default=0.0) or 1.0
    wide, tall, out = 960, 34, []
    for place, (label, parts) in enumerate(drawn):
        y, x = 26 + place * 66, 0.0
        out.append(letter_svg(label[0], 9, y - 12, colors))
        said = escape(label[1:].strip())
        out.append(f'<text x="24" y="{y - 8}" font-size="13" fill="{colors["ink"]}">{said}</text>')
        for part in parts:
            long = part.hours / longest * wide
            paint = f'fill="url(#{part.kind})" stroke="{colors["edge"]}" stroke-width="0.6"'
            title = f"<title>{escape(part.stage)} {escape(part.word)}</title>"
            out.append(f'<rect x="{x:.2f}" y="{y}" width="{long:.2f}" height="{tall}" {paint}>{title}</rect>')
            x += long
    high = 26 + len(drawn) * 66
    kinds = {part.kind: part.word for _, parts in drawn for part in parts if part.hours > 0}
    legend = "".join(
        f'<span><svg width="26" height="14"><rect width="26" height="14" fill="url(#{kind})" '
        f'stroke="{colors["edge"]}"/></svg> {escape(word)} &nbsp; </span>'
        for kind, word in kinds.items()
    )
    return (
        f'<figure><svg viewBox="0 0 {wide} {high}" width="{wide}" role="img" '
        'aria-label="Hours of a change by lane and kind; the table below holds the numbers">'
        f"{_patterns()}{''.join(out)}</svg>"
        f"<figcaption>{legend}</figcaption></figure>"
    )


def _patterns() -> str:
    """Return the road surfaces of the marks, of waiting and of the rest, as SVG patterns."""
    inner = {
        Mark.HAND.value: ("hand", '<path d="M-1 9L9 -1M-1 1L1 -1M7 9L9 7" stroke-width="3"/>'),
        Mark.HOURGLASS.value: ("hourglass", '<circle cx="4" cy="4" r="2"/>'),
        Mark.BUTTON.value: ("button", '<path d="M0 2H8M0 6H8" stroke-width="1.6"/>'),
        Mark.BOLT.value: ("bolt", '<rect width="8" height="8"/>'),
        charts.WAIT: ("wait", '<rect width="8" height="8"/>'),
        charts.REST: ("edge", '<path d="M0 0L8 8M8 0L0 8" stroke-width="0.8"/>'),
    }
    made = [_pattern(kind, color, shape) for kind, (color, shape) in inner.items()]
    return f"<defs>{''.join(made)}</defs>"


def _pattern(kind: str, color: str, shape: str) -> str:
    paint, ground = palette.LIGHT[color], palette.LIGHT.get(f"{color}-tint", palette.LIGHT["bg"])
    fill = "none" if "path" in shape else paint
    return (
        f'<pattern id="{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{ground}"/><g fill="{fill}" stroke="{paint}">{shape}</g></pattern>'
    )
