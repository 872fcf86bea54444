"""A questionnaire in another language: every text by id, and nothing but texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments import load_questionnaire, rule_of
from assessments.translating import (
    check_translations,
    find_gaps,
    load_translation,
    mismatches,
    text_hash,
    texts_of,
    translate,
)
from datafiles import DataFileError, read_strict

SMALL = load_questionnaire(Path(__file__).parent / "files/small.yaml")
HASHES = {name: text_hash(texts) for name, texts in texts_of(SMALL).items()}
FIRST = f"""\
format: 1
questionnaire: small
lang: de
entries:
  questionnaire: {{source_hash: {HASHES["questionnaire"]}, title: Klein}}
  dimensions.build: {{source_hash: {HASHES["dimensions.build"]}, title: Bauen}}
  groups.parts: {{source_hash: {HASHES["groups.parts"]}, title: Teile}}
  scales.agree:
    source_hash: {HASHES["scales.agree"]}
    options: {{fully: {{text: Ganz}}}}
  practices.first:
    source_hash: {HASHES["practices.first"]}
    title: Erste
    why: Darum.
    question: Was sieht man?
    options: {{none: {{text: Nichts}}, some: {{text: Einiges}}, all: {{text: Alles}}}}
  practices.second: {{source_hash: "000000000000", title: Zweite}}
"""


def written(tmp_path, text):
    path = tmp_path / "small.de.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_texts_are_translated_and_values_stay(tmp_path):
    german, fallbacks = read(tmp_path)
    first = german.practice("first")
    assert (german.lang, german.title, german.dimensions[0].title) == ("de", "Klein", "Bauen")
    assert (german.groups[0].title, first.title, first.why) == ("Teile", "Erste", "Darum.")
    assert first.question.text == "Was sieht man?"
    assert [(o.id, o.text, o.value) for o in first.question.options] == [
        ("none", "Nichts", 0), ("some", "Einiges", 0.5), ("all", "Alles", 1),
    ]  # fmt: skip
    assert [option.text for option in german.scales["agree"]] == ["Not at all", "Ganz"]
    assert mismatches(SMALL, german) == ()
    assert "practices.third" in fallbacks


def read(tmp_path):
    translated = translate(SMALL, load_translation(written(tmp_path, FIRST), SMALL))
    return translated.questionnaire, translated.fallbacks


def test_a_text_made_of_an_older_one_stays_as_in_the_source_and_is_named(tmp_path):
    german, fallbacks = read(tmp_path)
    assert german.practice("second").title == "Second"
    assert fallbacks == (
        "dimensions.run",
        *(f"practices.{name}" for name in ("second", "third", "fourth", "fifth", "sixth")),
    )


def test_gaps_are_found_with_the_hash_to_write(tmp_path):
    path = written(tmp_path, FIRST)
    faults = list(find_gaps(read_strict(path), load_translation(path, SMALL), SMALL))
    assert [rule_of(fault).id for fault in faults] == ["text-missing", "text-stale", *["text-missing"] * 4]
    stale = faults[1]
    assert (stale.line, stale.field) == (17, "entries.practices.second.source_hash")
    assert HASHES["practices.second"] in stale.mend
    assert HASHES["dimensions.run"] in faults[0].mend


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("questionnaire: small", "questionnaire: large", 2, "of `large`"),
        ("practices.second:", "practices.lost:", 17, "no `practices.lost`"),
        ("title: Bauen", "why: Darum", 6, "no `why`"),
        ("title: Teile", "options: {all: {text: Alles}}", 7, "no `options`"),
        ("none: {text", "nothing: {text", 16, "no option `nothing`"),
    ],
)
def test_a_translation_that_does_not_match_is_refused(tmp_path, old, new, line, wrong):
    assert FIRST.count(old) == 1
    path = written(tmp_path, FIRST.replace(old, new))
    with pytest.raises(DataFileError) as caught:
        load_translation(path, SMALL)
    (problem,) = caught.value.problems
    assert (problem.line, rule_of(problem).id) == (line, "text-known")
    assert wrong in problem.wrong


def test_the_translations_of_a_folder_are_checked_and_their_gaps_told(tmp_path):
    written(tmp_path, FIRST)
    wrong = tmp_path / "small.fr.yaml"
    wrong.write_text(FIRST.replace("questionnaire: small", "questionnaire: large"), encoding="utf-8")
    problems, gaps = check_translations(tmp_path, SMALL)
    assert [Path(problem.path).name for problem in problems] == ["small.fr.yaml"]
    assert len(gaps) == 6
    assert check_translations(tmp_path / "empty", SMALL) == ([], [])


def test_two_files_that_do_not_ask_the_same_are_told_apart(build):
    one = build.questionnaire([build.practice("a-one"), build.practice("same"), build.practice("gone")])
    changed = [{"id": "o0", "text": "Seen", "value": 0}, {"id": "o9", "text": "More", "value": 1}]
    question = {"kind": "single", "text": "What?", "options": changed}
    rows = [build.practice("a-one"), build.practice("same", question=question), build.practice("new")]
    other = build.questionnaire(rows, lang="es")
    assert mismatches(one, other) == (
        "practices: `gone` is missing in es",
        "practices: `new` is in es alone",
        "practices: `same` has other options or values in es",
    )
