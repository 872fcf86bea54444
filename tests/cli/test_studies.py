"""`simulate` and `sweep` take a study, say what is wrong, and print what was asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import simulator
from ui.cli import commands

ROOT = Path(__file__).parents[2]
SCENARIO = str(ROOT / "simulator/scenarios/button-weekly.yaml")
SHORT = ("--changes", "30", "--replications", "2")


def greenlane(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words))


def test_values_are_yaml_and_null_removes_a_stage() -> None:
    words = ("simulate", SCENARIO, *SHORT, "--json", "--set", "test.work={dist: constant, value: 30m}")
    value = json.loads(greenlane(*words, "--set", "package=null").stdout)

    assert "package" not in value["stages"]
    assert greenlane("simulate", SCENARIO, *SHORT, "--set", "review.capacity=unlimited").exit_code == 0


@pytest.mark.parametrize("value", ["[", "{a: 1", "&a 3", "a: b: c", "0"])
def test_a_value_that_cannot_be_is_said(value: str) -> None:
    result = greenlane("simulate", SCENARIO, *SHORT, "--set", f"review.capacity={value}")

    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.output
    assert "capacity" in result.output


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_the_executor_does_not_show_in_the_result(executor: str) -> None:
    words = ("simulate", SCENARIO, *SHORT, "--json")

    assert greenlane(*words, "--executor", executor).stdout == greenlane(*words).stdout


def test_an_executor_that_is_none_is_a_wrong_call() -> None:
    wrong = greenlane("simulate", SCENARIO, "--executor", "ray")

    assert wrong.exit_code == 2
    assert "tcp://127.0.0.1:8786" in wrong.output


@pytest.mark.parametrize("command", ["simulate", "sweep"])
def test_a_cluster_that_is_away_stops_with_the_reason(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> object:
        raise simulator.ExecutorError("no Dask scheduler answers")

    monkeypatch.setattr("simulator.sweeping.open_executor", away)
    vary = ("--vary", "defects=0") if command == "sweep" else ()
    result = greenlane(command, SCENARIO, *SHORT, *vary)

    assert result.exit_code == 1
    assert "no Dask scheduler answers" in result.stderr


def test_open_hours_count_less_waiting() -> None:
    words = ("simulate", SCENARIO, *SHORT, "--json", "--set", "review.work={dist: constant, value: 7h}")
    everything = json.loads(greenlane(*words).stdout)["stages"]["review"]["wait"]["mean"]
    open_hours = json.loads(greenlane(*words, "--open-hours").stdout)["stages"]["review"]["wait"]["mean"]

    assert open_hours < everything


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--changes", "1000000000"), "--replications 1 --changes"),
        (("--replications", "1000000000"), "--replications"),
        (("--hours", "1e300"), "--hours"),
        (("--warm-up", "1500"), "warm-up"),
        (("--seed", "4294967296"), "seed"),
        (("--changes", "0"), "changes"),
    ],
)
def test_a_study_that_cannot_be_is_a_wrong_call_with_its_mend(words: tuple[str, ...], said: str) -> None:
    result = greenlane("simulate", SCENARIO, *words)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("broken.yaml", b"id: [\n", 1),
        ("binary.yaml", b"\x00\x01", 1),
        ("empty.yaml", b"", 1),
        ("folder", None, 2),
    ],
)
def test_what_is_no_scenario_is_said(name: str, content: bytes | None, code: int, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    for command in (("simulate", str(path)), ("sweep", str(path), "--vary", "defects=0,1")):
        result = greenlane(*command)
        assert result.exit_code == code
        assert name in result.stderr


def test_a_file_that_is_not_there_is_a_wrong_call() -> None:
    assert greenlane("simulate", "nowhere.yaml").exit_code == 2
    assert greenlane("sweep", "nowhere.yaml", "--vary", "defects=0").exit_code == 2


def test_an_overloaded_stage_is_warned_of_on_stderr_and_stdout_stays_json() -> None:
    result = greenlane(
        "simulate", SCENARIO, *SHORT, "--json", "--set", "review.work={dist: constant, value: 1w}"
    )

    assert result.exit_code == 0
    assert "Warning: " in result.stderr
    assert "review" in result.stderr
    assert json.loads(result.stdout)["scenario"] == "button-weekly"


def test_classes_are_shown_too() -> None:
    classes = (
        "arrivals.classes=[{id: hotfix, share: 0.5, priority: 1}, {id: feature, share: 0.5, priority: 2}]"
    )
    result = greenlane("simulate", SCENARIO, *SHORT, "--set", classes)

    assert result.exit_code == 0, result.output
    assert "hotfix: change_lead_time" in result.output


def test_hours_and_warm_up_are_said_in_words() -> None:
    result = greenlane("simulate", SCENARIO, "--hours", "400", "--replications", "2", "--warm-up", "3")

    assert "seed 1, 2 replications of 400 h, the first 3 left out" in result.output


# ---------------------------------------------------------------- sweep


def test_a_sweep_has_a_row_per_combination() -> None:
    words = ("sweep", SCENARIO, *SHORT, "--vary", "review.capacity=1, unlimited", "--vary", "defects=0,0.5")
    value = json.loads(greenlane(*words, "--json").stdout)
    shown = greenlane(*words)

    assert value["vary"] == {"review.capacity": [1, "unlimited"], "defects": [0, 0.5]}
    assert [list(row["changes"].values()) for row in value["rows"]] == [
        [1, 0],
        [1, 0.5],
        ["unlimited", 0],
        ["unlimited", 0.5],
    ]
    assert value["combinations"] == 4
    assert {"metrics", "stages", "changes"} == set(value["rows"][0])
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == 2 + 4
    assert "failed_changes_per_1000 [per 1000]" in shown.stdout
    assert "Sweeping" in shown.stderr


def test_a_row_is_what_simulate_says() -> None:
    row = json.loads(greenlane("sweep", SCENARIO, *SHORT, "--vary", "defects=0.3", "--json").stdout)["rows"][
        0
    ]
    alone = json.loads(greenlane("simulate", SCENARIO, *SHORT, "--set", "defects=0.3", "--json").stdout)

    assert (row["metrics"], row["stages"]) == (alone["metrics"], alone["stages"])


def test_a_combination_that_cannot_be_is_said_and_the_others_are_done() -> None:
    words = ("sweep", SCENARIO, *SHORT, "--vary", "review.capacity=1,-1")
    shown, value = greenlane(*words), json.loads(greenlane(*words, "--json").stdout)

    assert shown.exit_code == 1
    assert "review.capacity=-1: " in shown.stderr
    assert len(shown.stdout.splitlines()) == 2 + 1
    assert "metrics" in value["rows"][0]
    assert "nobody could ever work there" in value["rows"][1]["problems"][0]


def test_a_sweep_of_nothing_that_can_be_has_no_table() -> None:
    result = greenlane("sweep", SCENARIO, *SHORT, "--vary", "nowhere=1,{a: 1},null")

    assert result.exit_code == 1
    assert 'nowhere={"a": 1}: ' in result.stderr
    assert "nowhere=null: " in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_columns_can_be_chosen() -> None:
    words = ("sweep", SCENARIO, "--changes", "30", "--replications", "1", "--vary", "defects=0,0.1")
    result = greenlane(
        *words, "--metric", "stages.review.wait.p90", "--metric", "wait", "--metric", "wait.unit"
    )

    assert "stages.review.wait.p90 [h]  wait [h]  wait.unit [h]" in result.stdout
    assert "±" not in result.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--vary", "defects"), "write for example --vary"),
        (("--vary", "defects=[0"), "defects"),
        (("--vary", "defects=0", "--vary", "defects=1"), "is there twice"),
        (("--vary", "defects=0", "--metric", "leadtime"), "`leadtime` is not measured"),
        (("--vary", "defects=0", "--metric", "wait.p90.x"), "nothing below"),
        (("--vary", "defects=0", "--metric", "stages.review"), "is no number"),
        (
            ("--vary", "defects=" + ",".join(["0"] * 200), "--vary", "seed=" + ",".join(["1"] * 60)),
            "too many",
        ),
        ((), "--vary"),
    ],
)
def test_a_sweep_that_cannot_be_is_a_wrong_call(words: tuple[str, ...], said: str) -> None:
    result = greenlane("sweep", SCENARIO, *SHORT, *words)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_ctrl_c_ends_with_what_is_done(form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    original = simulator.sweep_each

    def interrupted(*words: object, **options: object) -> Iterator[object]:
        each = original(*words, **options)  # type: ignore[arg-type]
        yield next(each)
        each.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(simulator, "sweep_each", interrupted)
    result = greenlane("sweep", SCENARIO, *SHORT, "--vary", "defects=0,0.1,0.2", *form)

    assert result.exit_code == 130
    assert "Stopped: 1 of 3 combinations are done." in result.stderr
    if form:
        assert len(json.loads(result.stdout)["rows"]) == 1
    else:
        assert len(result.stdout.splitlines()) == 2 + 1


def test_hours_and_warm_up_stand_in_the_json_of_a_sweep() -> None:
    words = ("--hours", "300", "--warm-up", "2", "--replications", "2", "--vary", "defects=true")
    value = json.loads(greenlane("sweep", SCENARIO, *words, "--json").stdout)

    assert (value["hours"], value["warm_up"], value["vary"]) == (300, 2, {"defects": [True]})
