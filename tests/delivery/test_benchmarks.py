"""The shipped sources and benchmarks: exact figures, each with its source."""

from datetime import date

import pytest

from datafiles import DataFileError
from delivery import (
    METRICS,
    ScaleError,
    Status,
    load_benchmarks,
    load_sources,
    score_answer,
    score_percent,
)
from delivery.loading import BENCHMARKS, SOURCES

BENCH = load_benchmarks()
FIGURES = {*METRICS, "overall", "recovery_time", "throughput_factor", "instability_factor"}
DORA = {metric.id for metric in METRICS.values() if metric.dora}
BLOCKS = [pytest.param(block, id=".".join(map(str, location))) for location, block in BENCH.cited()]


def table(name):
    return next(table for table in BENCH.clusters if table.id == name)


def level(name, cluster):
    return next(level for level in table(name).levels if level.id == cluster)


def test_every_source_says_where_it_is_and_when_it_was_checked():
    for name, source in load_sources().items():
        assert source.id == name
        assert source.checked == date(2026, 11, 23)
        assert source.url.startswith("https://") or source.status is Status.OWN
        assert source.status in set(Status)
    assert len({source.url for source in load_sources().values() if source.id != "greenlane"}) >= 60


def test_the_sources_know_what_was_read_and_what_was_only_quoted():
    sources = load_sources()
    assert sources["dora-metrics"].status is Status.PRIMARY
    assert sources["dora-metrics"].licence == "CC BY 4.0"
    assert sources["dora-2024"].status is Status.SECONDARY
    assert sources["fowler-continuous-delivery"].status is Status.SECONDARY
    assert [source.id for source in sources.values() if source.status is Status.OWN] == ["greenlane"]


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_of_figures_names_a_source_that_is_known_as_well_as_it_says(block):
    assert load_sources()[block.source].status is block.status


def test_the_attribution_names_licence_and_independence():
    assert "CC BY 4.0" in BENCH.attribution
    assert "Not endorsed by DORA" in BENCH.attribution


def test_every_year_of_clusters_is_labelled_historical():
    assert [table.year for table in BENCH.clusters] == [2016, 2018, 2019, 2021, 2022, 2022, 2023, 2024]
    assert table("clusters-2024").label == "2024 clusters (historical)"
    assert [entry.year for entry in BENCH.without_clusters] == [2020, 2025]
    assert BENCH.clusters_of(2025) == ()
    assert len(BENCH.clusters_of(2022)) == 2


@pytest.mark.parametrize(
    ("name", "cluster", "low", "high"),
    [
        ("clusters-2016", "medium", 31, 45),
        ("clusters-2016", "low", 16, 30),
        ("clusters-2018", "misguided", 16, 30),
        ("clusters-2019", "low", 46, 60),
        ("clusters-2021", "high", 16, 30),
        ("clusters-2022", "medium", 16, 30),
        ("clusters-2022-with-reliability", "starting", 31, 45),
        ("clusters-2023", "low", 64, 64),
        ("clusters-2024", "high", 20, 20),
        ("clusters-2024", "medium", 10, 10),
    ],
)
def test_change_fail_rates_of_clusters_are_exact(name, cluster, low, high):
    rate = level(name, cluster).change_fail_rate
    assert (rate.low, rate.high) == (low, high)


def test_times_of_clusters_are_exact():
    assert level("clusters-2021", "elite").change_lead_time == "under an hour"
    assert level("clusters-2019", "elite").change_lead_time == "under a day"
    assert level("clusters-2024", "low").recovery_time == "a week to a month"
    assert level("clusters-2023", "low").recovery_time == "one to six months"


def test_shares_of_clusters_are_exact_and_disputed_ones_are_absent():
    assert {t.id: dict(shares.percent) for t in BENCH.clusters for shares in t.shares} == {
        "clusters-2018": {"elite": 7, "high": 48, "medium": 37, "low": 15, "misguided": 5},
        "clusters-2019": {"elite": 20, "high": 23, "medium": 44, "low": 12},
        "clusters-2021": {"elite": 26, "high": 40, "medium": 28, "low": 7},
        "clusters-2022": {"low": 19},
        "clusters-2022-with-reliability": {"flowing": 17},
        "clusters-2023": {"elite": 18, "high": 31, "medium": 33},
        "clusters-2024": {"elite": 19, "high": 22, "medium": 35, "low": 25},
    }


def test_shares_belong_to_levels_of_their_table():
    for t in BENCH.clusters:
        for shares in t.shares:
            assert set(shares.percent) <= {one.id for one in t.levels}


def test_ratios_of_elite_to_low_are_exact():
    assert table("clusters-2018").elite_versus_low.times["change_lead_time"] == 2555
    assert table("clusters-2024").elite_versus_low.times == {
        "deployment_frequency": 182,
        "change_lead_time": 127,
        "change_fail_rate": 8,
        "recovery_time": 2293,
    }


def test_the_typical_teams_of_2019_are_exact():
    assert [
        (one.id, one.deployments_per_year, one.change_fail_rate, one.recovery_time)
        for one in BENCH.presets.presets
    ] == [
        ("elite", 730, 7.5, 0.5),
        ("high", 209, 7.5, 4),
        ("medium", 32, 7.5, 8),
        ("low", 7, 53, 120),
    ]


def test_complete_distributions_of_2025_add_up_and_the_disputed_one_keeps_two_rows():
    for spread in BENCH.distributions:
        total = sum(band.percent for band in spread.bands)
        assert (abs(total - 100) <= 0.25) == spread.complete, spread.metric
    assert {spread.metric for spread in BENCH.distributions} == DORA
    rework = next(spread for spread in BENCH.distributions if spread.metric == "deployment_rework_rate")
    assert [(band.answer, band.percent) for band in rework.bands] == [("0 to 2 %", 7.3), ("8 to 16 %", 26.1)]
    frequency = next(spread for spread in BENCH.distributions if spread.metric == "deployment_frequency")
    assert frequency.bands[0].percent == 16.2
    assert frequency.bands[3].percent == 31.5


def test_the_seven_profiles_of_2025_leave_two_unsupported_shares_out():
    assert [profile.percent for profile in BENCH.profiles.profiles] == [10, 11, 17, None, None, 20, 20]


def test_the_quick_check_of_2025_is_exact():
    check = BENCH.quick_check_of(2025)
    assert (check.everyone["change_lead_time"].mean, check.everyone["change_lead_time"].deviation) == (
        5.5,
        2.4,
    )
    assert check.everyone["throughput_factor"].mean == 6.0
    assert len(check.industries) == 13
    assert check.industries["technology"]["deployment_rework_rate"] == 2.3
    assert check.industries["industrials-manufacturing"]["deployment_frequency"] == 3.7
    assert BENCH.quick_check_of(2024).everyone["overall"].mean == 6.7
    with pytest.raises(KeyError):
        BENCH.quick_check_of(2023)


def test_every_industry_has_all_five_metrics():
    assert all(set(means) == DORA for means in BENCH.quick_check_of(2025).industries.values())


def test_scores_turn_rates_so_that_10_is_always_best():
    assert BENCH.quick_check_of(2025).scores("education") == {
        "change_lead_time": 5.5,
        "deployment_frequency": 4.5,
        "failed_deployment_recovery_time": 6.6,
        "change_fail_rate": 7.3,
        "deployment_rework_rate": 7.1,
    }
    everyone = BENCH.quick_check_of(2025).scores()
    assert everyone["instability_factor"] == 7.9
    # DORA's own overall of 2025: (5.5 + 4.8 + 7.4 + 8.1 + 7.8) / 5 = 6.72
    assert sum(everyone[metric] for metric in DORA) / 5 == pytest.approx(6.72)


def test_the_printed_means_agree_with_the_spread_of_answers():
    """An independent check: 2025's lead times, slowest 0 to fastest 10, average to the printed mean."""
    lead = next(spread for spread in BENCH.distributions if spread.metric == "change_lead_time")
    total = sum(band.percent for band in lead.bands)
    mean = sum(band.percent * score_answer(6 - i) for i, band in enumerate(lead.bands)) / total
    assert mean == pytest.approx(5.5, abs=0.06)


def test_figures_are_filed_under_known_metrics():
    for t in BENCH.clusters:
        assert t.elite_versus_low is None or set(t.elite_versus_low.times) <= FIGURES
    for check in BENCH.quick_check:
        assert set(check.everyone) <= FIGURES


def test_every_share_lies_in_0_to_100_and_every_range_goes_upward():
    for t in BENCH.clusters:
        assert all(0 <= one.change_fail_rate.low <= one.change_fail_rate.high <= 100 for one in t.levels)
        assert all(0 <= percent <= 100 for shares in t.shares for percent in shares.percent.values())


@pytest.mark.parametrize(("answer", "score"), [(1, 0), (2, 2), (4, 6), (6, 10)])
def test_answers_become_scores_from_0_to_10(answer, score):
    assert score_answer(answer) == pytest.approx(score)


@pytest.mark.parametrize(("percent", "score"), [(0, 10), (19, 8.1), (100, 0)])
def test_rates_become_scores_from_10_to_0(percent, score):
    assert score_percent(percent) == pytest.approx(score)


@pytest.mark.parametrize("answer", [0, 7])
def test_an_answer_outside_the_scale_is_refused(answer):
    with pytest.raises(ScaleError, match=r"1\.\.6"):
        score_answer(answer)


@pytest.mark.parametrize("percent", [-0.1, 100.1, float("nan")])
def test_a_percentage_outside_the_scale_is_refused(percent):
    with pytest.raises(ScaleError, match=r"0\.\.100"):
        score_percent(percent)


def test_a_source_that_stands_twice_is_named_with_its_line(tmp_path):
    wrong = tmp_path / "sources.yaml"
    wrong.write_text(SOURCES.read_text("utf-8").replace("id: dora-faq", "id: dora-metrics"), "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_sources(wrong)
    (problem,) = caught.value.problems
    assert problem.wrong == "`dora-metrics` stands twice"
    assert "id: dora-metrics" in wrong.read_text("utf-8").splitlines()[problem.line - 1]


def test_figures_without_a_source_or_with_a_flattering_status_are_named_with_their_lines(tmp_path):
    wrong = tmp_path / "benchmarks.yaml"
    text = BENCHMARKS.read_text("utf-8").replace("source: octopus-2024", "source: hearsay", 1)
    before, after = text.split("source: dora-2025\n", 1)
    wrong.write_text(
        f"{before}source: dora-2025\n{after.replace('status: secondary', 'status: primary', 1)}", "utf-8"
    )
    with pytest.raises(DataFileError) as caught:
        load_benchmarks(wrong)
    lines = wrong.read_text("utf-8").splitlines()
    assert [(problem.wrong, lines[problem.line - 1].strip()) for problem in caught.value.problems] == [
        ("`hearsay` is not in sources.yaml", "source: hearsay"),
        ("is primary, but the source dora-2025 is secondary", "status: primary"),
    ]


def test_a_share_above_100_is_refused(tmp_path):
    wrong = tmp_path / "benchmarks.yaml"
    wrong.write_text(BENCHMARKS.read_text("utf-8").replace("{low: 19}", "{low: 190}"), "utf-8")
    with pytest.raises(DataFileError, match="100"):
        load_benchmarks(wrong)
