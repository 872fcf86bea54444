"""The models' own formulas, first by hand, then on hundreds of random answers against a second computation.

The second computations follow the published formulas step by step on the plain values, and know nothing of
the questionnaire's tree.
"""

from __future__ import annotations

import random
import statistics
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assessments import Answer, Answers, AnswerState, score, worth_of
from assessments.importers import import_path
from assessments.native import (
    atos_section,
    devops_maturity_percent,
    dora_ordinal,
    dora_percent,
    dsomm_sector,
    dsomm_sectors,
    pemm_category,
    samm_practice,
)

SAMPLES = Path(__file__).parent / "importers" / "samples"
MODELS = Path(__file__).parents[3] / "shared" / "data" / "questionnaires"
SEEDS = [range(start, start + 20) for start in range(0, 220, 20)]
"""220 random sets of answers, 20 in each test."""
OPEN = (None, AnswerState.DONT_KNOW)
ASIDE = (AnswerState.NOT_APPLICABLE, AnswerState.ELSEWHERE)
EXACT = pytest.approx
YES = Answer(state=AnswerState.VALUE, value=True)
NO = Answer(state=AnswerState.VALUE, value=False)


def source(public, own):
    """Return the public model where it is at hand, else our own small one."""
    return MODELS / public if (MODELS / public).exists() else SAMPLES / own


@pytest.fixture(scope="module")
def samm():
    return import_path(source("samm", "samm")).questionnaire


@pytest.fixture(scope="module")
def dsomm():
    return import_path(source("dsomm_model_4.3.1.yaml", "dsomm/model.yaml")).questionnaire


@pytest.fixture(scope="module")
def maturity():
    return import_path(source("devopsmaturity_criteria.yaml", "devops-maturity/criteria.yaml")).questionnaire


def dice_of(seed):
    return random.Random(seed)  # noqa: S311 - the same answers in every run, not a secret


def answers(asked, given, team="Blue"):
    return Answers(
        questionnaire=asked.id, version=asked.version, team=team, date=date(2026, 3, 9), answers=given
    )


def chosen(option):
    return Answer(state=AnswerState.VALUE, option=option)


def said(value):
    return Answer(state=AnswerState.VALUE, value=value)


def aside(state=AnswerState.NOT_APPLICABLE):
    return Answer(state=state, reason="Not here.")


def pick(asked, dice, *, aside_share=0.0):
    """Answer at random: an option, nothing, don't know, and with a share what leaves the base."""
    given = {}
    for row in asked.practices:
        if dice.random() < aside_share:
            given[row.id] = aside(dice.choice(ASIDE))
            continue
        option = dice.choice([*asked.options(row.question), *OPEN])
        if option is not None:
            given[row.id] = Answer(state=option) if isinstance(option, AnswerState) else chosen(option.id)
    return given


def value_of(asked, given, practice):
    """Return the published value of an answer, an open one 0, what leaves the base None."""
    answer = given.get(practice.id)
    if answer is None or answer.state is AnswerState.DONT_KNOW:
        return 0.0
    if answer.state in ASIDE:
        return None
    return next(row.value for row in asked.options(practice.question) if row.id == answer.option)


# ------------------------------------------------------------------------------------------ by hand


def test_a_samm_practice_is_the_sum_of_three_means():
    assert samm_practice([(1, 0.5), (0.25, 0), (0, 0)]) == EXACT(0.875)
    assert samm_practice([(1, 1)] * 3) == 3
    assert samm_practice([(1,), (), (0.5, 0)]) == EXACT((1 + 0.25) * 3 / 2)
    assert samm_practice([(), (), ()]) is None


def test_a_dsomm_sector_is_a_mean_of_means():
    assert dsomm_sector([(1, 0.5), (0, 0)]) == EXACT(0.375)
    assert dsomm_sector([]) is None
    assert dsomm_sector([(1,), ()]) == 1


def test_the_quick_check_stretches_ordinals_and_turns_percentages():
    assert [dora_ordinal(place, 6) for place in (1, 2, 6)] == [0, 2, 10]
    assert [dora_percent(percent) for percent in (0, 5, 100)] == [10, 9.5, 0]


def test_devops_maturity_is_a_weighted_share():
    assert devops_maturity_percent([(1, 1), (0.5, 0), (0.5, 1)]) == 75
    assert devops_maturity_percent([]) is None


def test_pemm_rounds_to_two_decimals_and_atos_half_up():
    assert pemm_category([1, 2, 2]) == 1.67
    assert pemm_category([]) is None
    assert atos_section([(1, 8)]) == 13
    assert atos_section([(5, 8)]) == 63
    assert atos_section([]) is None


def test_all_musts_of_devops_maturity_are_bronze(maturity):
    if len(maturity.practices) < 21:
        pytest.skip("needs the public criteria")
    given = {row.id: said(row.weight == 1) for row in maturity.practices}
    scores = score(maturity, answers(maturity, given))
    assert scores.native.overall == EXACT(8 / 14.5 * 100)
    assert scores.native.level == "BRONZE"


@pytest.mark.parametrize(
    ("name", "given", "overall", "parts"),
    [
        (
            "all",
            {
                "change-lead-time": "one-day",
                "deployment-frequency": "on-demand-many-a-day",
                "failed-deployment-recovery-time": "one-week",
                "change-fail-rate": 5.0,
                "deployment-rework-rate": 20.0,
            },
            (6 + 10 + 4 + 9.5 + 8) / 5,
            {"throughput": 20 / 3, "stability": 8.75},
        ),
        (
            "no frequency",
            {"change-fail-rate": 0.0, "deployment-rework-rate": 0.0},
            None,
            {"throughput": None, "stability": 10},
        ),
        ("nothing", {}, None, {"throughput": None, "stability": None}),
    ],
)
def test_the_quick_check_needs_all_its_metrics(name, given, overall, parts):
    asked = import_path(SAMPLES / "dora/survey.json").questionnaire
    rows = {key: said(value) if isinstance(value, float) else chosen(value) for key, value in given.items()}
    native = score(asked, answers(asked, rows)).native
    assert native.overall == (overall if overall is None else EXACT(overall)), name
    assert native.parts == {key: value if value is None else EXACT(value) for key, value in parts.items()}


def test_a_capability_of_the_quick_check_is_the_mean_of_its_items():
    asked = import_path(SAMPLES / "dora/capabilities.json").questionnaire
    scores = score(asked, answers(asked, {"crew-1": chosen("agree"), "crew-2": chosen("disagree")}))
    assert scores.dimensions["crew"].native == EXACT((7.5 + 2.5) / 2)
    assert scores.dimensions["calm"].native is None
    assert scores.overall.native is None
    assert scores.native.parts == {}


def test_pemm_leaves_out_what_is_open():
    asked = import_path(SAMPLES / "pemm").questionnaire
    scores = score(asked, answers(asked, {"hull-1": chosen("level-3")}))
    assert scores.dimensions["hull"].native == 3
    assert scores.dimensions["sail"].native is None
    assert scores.practices["hull-1"].native == 3


def test_atos_counts_points_of_possible_points():
    asked = import_path(SAMPLES / "atos").questionnaire
    first, second, third, fourth = (row.id for row in asked.practices)
    given = {first: chosen("yes"), third: said(("wind", "rope")), fourth: chosen("mostly")}
    scores = score(asked, answers(asked, given))
    assert scores.dimensions["crew"].native == 63  # (1 + 0 + 1.5) / (1 + 1 + 2) = 62.5, half up
    assert scores.dimensions["boat"].native == 50
    assert scores.practices[third].native == 1.5
    assert scores.practices[fourth].native == 1
    assert scores.practices[second].native is None


def test_measure_mate_shows_the_rank_and_na_is_none():
    asked = import_path(SAMPLES / "measure-mate.json").questionnaire
    scores = score(asked, answers(asked, {"sail": chosen("sad"), "rope": aside()}))
    assert scores.practices["sail"].native == -1
    assert scores.practices["sail"].score == 0
    assert scores.dimensions["rope"].native is None


def test_a_questionnaire_of_ours_has_no_formula_of_others(build):
    asked = build.questionnaire([build.practice("one")])
    scores = score(asked, build.answers({"one": "o2"}))
    assert scores.native is None
    assert "native" not in scores.as_dict()


def test_native_scores_are_part_of_the_json():
    asked = import_path(SAMPLES / "dsomm").questionnaire
    report = score(asked, answers(asked, {"tie-the-boat": chosen("started")})).as_dict()
    assert report["native"] == {
        "formula": "dsomm",
        "overall": None,
        "sectors": {
            "mooring": {"1": 0.5, "2": 0.0, "3": None},
            "fuelling": {"1": 0.0, "2": None, "3": None},
            "watch": {"1": None, "2": None, "3": 0.0},
        },
    }
    assert report["practices"]["tie-the-boat"]["native"] == 0.5


# ------------------------------------------------------------------------------- against a second one


def samm_by_the_spreadsheet(asked, given):
    """Follow the toolbox: level = AVERAGE(A, B), practice = SUM of levels, function and overall = AVERAGE."""
    cells = {}
    for row in asked.practices:
        _, _, level, stream = row.origin.split("-")
        cells[row.group, int(level), stream] = Fraction(value_of(asked, given, row))
    practices = {
        group.id: sum((cells[group.id, level, "A"] + cells[group.id, level, "B"]) / 2 for level in (1, 2, 3))
        for group in asked.groups
    }
    functions = {
        row.id: statistics.mean(practices[group.id] for group in asked.groups if group.dimension == row.id)
        for row in asked.dimensions
    }
    return practices, functions, statistics.mean(functions.values())


@pytest.mark.parametrize("seeds", SEEDS)
def test_samm_equals_its_spreadsheet(samm, seeds):
    for seed in seeds:
        compare_samm(samm, pick(samm, dice_of(seed)))


def compare_samm(samm, given):
    practices, functions, overall = samm_by_the_spreadsheet(samm, given)
    scores = score(samm, answers(samm, given))
    for name, value in practices.items():
        assert scores.groups[name].native == EXACT(float(value), abs=1e-9)
        assert scores.groups[name].score * 3 == EXACT(float(value), abs=1e-9)
    for name, value in functions.items():
        assert scores.dimensions[name].native == EXACT(float(value), abs=1e-9)
    assert scores.overall.native == EXACT(float(overall), abs=1e-9)


@pytest.mark.parametrize("seeds", SEEDS)
def test_dsomm_sectors_equal_its_own_loop(dsomm, seeds):
    for seed in seeds:
        dice = dice_of(1000 + seed)
        compare_dsomm(dsomm, [pick(dsomm, dice) for _ in range(dice.randint(1, 4))])


def compare_dsomm(dsomm, teams):
    sets = []
    for given in teams:
        worths = {row.id: worth_of(dsomm, row.question, given.get(row.id)) for row in dsomm.practices}
        sets.append((answers(dsomm, given), worths))
    sectors = dsomm_sectors(dsomm, sets)
    levels = range(1, 1 + max(row.level for row in dsomm.practices))
    for group in dsomm.groups:
        for level in levels:
            total, count = Fraction(0), 0
            for row in dsomm.practices:
                if (row.group, row.level) == (group.id, level):
                    total += sum(Fraction(value_of(dsomm, given, row)) for given in teams) / len(teams)
                    count += 1
            wanted = None if count == 0 else EXACT(float(total / count), abs=1e-9)
            assert sectors[group.id].get(level) == wanted
    one = score(dsomm, answers(dsomm, teams[0])).native
    assert one.sectors == dsomm_sectors(dsomm, sets[:1])


def level_by_the_program(percent):
    for title, end in (("WIP", 30), ("PASSING", 50), ("BRONZE", 70), ("SILVER", 90)):
        if percent < end:
            return title
    return "GOLD"


@pytest.mark.parametrize("seeds", SEEDS)
def test_devops_maturity_equals_its_program(maturity, seeds):
    for seed in seeds:
        compare_maturity(maturity, dice_of(2000 + seed))


def compare_maturity(maturity, dice):
    yes = {row.id: dice.choice([True, False, None]) for row in maturity.practices}
    given = {name: said(value) for name, value in yes.items() if value is not None}
    got = sum(Fraction(row.weight) for row in maturity.practices if yes[row.id])
    percent = got / sum(Fraction(row.weight) for row in maturity.practices) * 100
    scores = score(maturity, answers(maturity, given))
    assert scores.overall.native == EXACT(float(percent), abs=1e-9)
    assert scores.overall.score * 100 == EXACT(float(percent), abs=1e-9)
    assert scores.native.level == level_by_the_program(percent)


# ------------------------------------------------------------------------------------------- laws


def numbers(scores):
    """Return every native number of some scores, by name."""
    native = scores.native
    found = {("overall", ""): native.overall}
    found |= {("dimension", name): value for name, value in native.dimensions.items()}
    found |= {("group", name): value for name, value in native.groups.items()}
    found |= {(name, level): value for name, row in native.sectors.items() for level, value in row.items()}
    found |= {("part", name): value for name, value in native.parts.items()}
    return {name: value for name, value in found.items() if value is not None}


def sayable(asked, row):
    """Return some answers that give a question a value, from the worst to the best."""
    options = asked.options(row.question)
    names = [option.id for option in options]
    found = {
        "single": [chosen(name) for name in names],
        "likert": [chosen(name) for name in names],
        "bool": [NO, YES],
        "percent": [said(float(percent)) for percent in (0, 5, 30, 64, 100)],
        "number": [said(float(end)) for end in row.question.range or (0, 100)],
        "multi": [said(tuple(names[:count])) for count in range(len(names) + 1)],
    }[row.question.kind]
    return sorted(found, key=lambda answer: worth_of(asked, row.question, answer))


def best_and_worst(asked):
    rows = {row.id: sayable(asked, row) for row in asked.practices}
    return {name: row[-1] for name, row in rows.items()}, {name: row[0] for name, row in rows.items()}


SCALES = {
    "samm": (0, 3),
    "dsomm": (0, 1),
    "maturity": (0, 100),
    "quick_check": (0, 10),
    "capabilities": (0, 10),
    "pemm": (1, 4),
    "atos": (0, 100),
    "measure_mate": (-1, 3),
}
"""The least and the most of each model's own scale."""


@pytest.fixture(scope="module")
def quick_check():
    return import_path(SAMPLES / "dora/survey.json").questionnaire


@pytest.fixture(scope="module")
def capabilities():
    return import_path(SAMPLES / "dora/capabilities.json").questionnaire


@pytest.fixture(scope="module")
def pemm():
    return import_path(SAMPLES / "pemm").questionnaire


@pytest.fixture(scope="module")
def atos():
    return import_path(SAMPLES / "atos").questionnaire


@pytest.fixture(scope="module")
def measure_mate():
    return import_path(SAMPLES / "measure-mate.json").questionnaire


@pytest.fixture(params=SCALES)
def model(request):
    return request.getfixturevalue(request.param), SCALES[request.param]


def test_the_ends_of_every_scale_are_reached(model):
    asked, (least, most) = model
    best, worst = best_and_worst(asked)
    highest = list(numbers(score(asked, answers(asked, best))).values())
    lowest = list(numbers(score(asked, answers(asked, worst))).values())
    assert (min(lowest), max(highest)) == (EXACT(least), EXACT(most))
    if asked.scoring.native.formula in WHOLE:
        assert (max(lowest), min(highest)) == (EXACT(least), EXACT(most))


WHOLE = {"samm", "dsomm", "devops-maturity", "dora"}
"""The formulas by which each part goes from end to end; elsewhere a question may offer less."""


def random_set(asked, dice, aside_share=0.1):
    """Answer at random: a value, nothing, don't know, and with a share what leaves the base."""
    given = {}
    for row in asked.practices:
        if dice.random() < aside_share:
            given[row.id] = aside(dice.choice(ASIDE))
            continue
        answer = dice.choice([*sayable(asked, row), *OPEN])
        if answer is not None:
            given[row.id] = Answer(state=answer) if isinstance(answer, AnswerState) else answer
    return given


@pytest.mark.parametrize("seed", range(12))
def test_scores_stay_in_their_bounds_and_do_not_care_for_order(model, seed):
    asked, (least, most) = model
    dice = dice_of(seed)
    given = random_set(asked, dice)
    found = numbers(score(asked, answers(asked, given)))
    assert all(least - 1e-9 <= value <= most + 1e-9 for value in found.values())
    mixed = list(given.items())
    dice.shuffle(mixed)
    rows = list(asked.practices)
    dice.shuffle(rows)
    turned = asked.model_copy(update={"practices": tuple(rows)})
    assert numbers(score(turned, answers(turned, dict(mixed)))) == EXACT(found, abs=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_a_better_answer_never_lowers_a_score(model, seed):
    asked, _ = model
    dice = dice_of(100 + seed)
    given = random_set(asked, dice)
    best, _ = best_and_worst(asked)
    before = numbers(score(asked, answers(asked, given)))
    there = [row.id for row in asked.practices if getattr(given.get(row.id), "state", None) not in ASIDE]
    name = dice.choice(there or [row.id for row in asked.practices])
    after = numbers(score(asked, answers(asked, given | {name: best[name]})))
    assert all(after[key] >= value - 1e-12 for key, value in before.items())


@pytest.mark.parametrize("seed", range(12))
def test_what_does_not_apply_is_as_if_it_were_not_asked(model, seed):
    asked, _ = model
    dice = dice_of(200 + seed)
    given = random_set(asked, dice, 0)
    name = dice.choice(asked.practices).id
    kept = tuple(row for row in asked.practices if row.id != name)
    without = asked.model_copy(update={"practices": kept})
    rest = {key: value for key, value in given.items() if key != name}
    wanted = but_parts(numbers(score(without, answers(without, rest))))
    for state in ASIDE:
        left = numbers(score(asked, answers(asked, rest | {name: aside(state)})))
        assert but_parts(left) == EXACT(wanted, abs=1e-12)


def but_parts(found):
    """Leave out the parts of the Quick Check: without one of the five questions it is another model."""
    return {name: value for name, value in found.items() if name[0] != "part"}


def test_when_nothing_applies_there_is_no_score(model):
    asked, _ = model
    given = {row.id: aside() for row in asked.practices}
    assert numbers(score(asked, answers(asked, given))) == {}
