"""Write a scenario as the text that loads back to the same scenario."""

from datafiles import to_yaml
from simulator.model import Scenario


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as YAML: equal ones give equal texts, which load to an equal scenario."""
    return to_yaml(scenario.model_dump(mode="json", exclude_defaults=True))
