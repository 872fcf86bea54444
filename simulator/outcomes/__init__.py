"""Keep the results of the shipped scenarios, so that a first visitor need not wait for the compiler.

A file is served only for the very scenario, study and length it was made for.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simulator.compiling import compile_scenario
from simulator.frames import frames
from simulator.loading import shipped_scenarios
from simulator.metrics import measure
from simulator.model import Scenario
from simulator.simulating import simulate
from simulator.trace import Study

SHIPPED_OUTCOMES = Path(__file__).parent
DEFAULT_STUDY = Study(seed=1, replications=40, changes=400)
SHOWN_HOURS = 672.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a study of a scenario came to: plain values.

    Attributes:
        measured: as `Measurement.as_dict()` gives it.
        frames: as `frames()` gives them, of the first replication.
    """

    measured: dict[str, Any]
    frames: dict[str, Any]


def _question(scenario: Scenario, study: Study, until: float) -> dict[str, Any]:
    """Return what an outcome is the answer to."""
    digest = hashlib.blake2b(scenario.model_dump_json().encode(), digest_size=16).hexdigest()
    return {"scenario": digest, "study": asdict(study), "until": until}


def find_outcome(scenario: Scenario, study: Study, until: float) -> Outcome:
    """Simulate and measure a scenario; the frames end at `until` [h]."""
    trace = simulate(compile_scenario(scenario), study)
    return Outcome(measure(trace).as_dict(), frames(trace, until=until))


def shipped_outcome(
    scenario: Scenario, study: Study, until: float, folder: Path = SHIPPED_OUTCOMES
) -> Outcome | None:
    """Return the kept outcome of exactly this scenario, study and length [h]; None if none is kept."""
    try:
        found = json.loads((folder / f"{scenario.id}.json").read_bytes())
        if found["question"] != _question(scenario, study, until):
            return None
        return Outcome(dict(found["measured"]), dict(found["frames"]))
    except (OSError, ValueError, KeyError, TypeError):
        # A file that is missing or damaged costs a simulation, no more.
        return None


def write_outcomes(folder: Path = SHIPPED_OUTCOMES) -> None:
    """Write the outcome of every shipped scenario at the default study."""
    folder.mkdir(parents=True, exist_ok=True)
    for scenario in shipped_scenarios().values:
        question = _question(scenario, DEFAULT_STUDY, SHOWN_HOURS)
        outcome = find_outcome(scenario, DEFAULT_STUDY, SHOWN_HOURS)
        text = json.dumps({"question": question, **asdict(outcome)}, separators=(",", ":"), allow_nan=False)
        (folder / f"{scenario.id}.json").write_text(text + "\n", encoding="utf-8")
