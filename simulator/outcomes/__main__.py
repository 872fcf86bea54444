"""Write the outcome of every shipped scenario again: `python -m simulator.outcomes`."""

from simulator.outcomes import write_outcomes

if __name__ == "__main__":  # pragma: no branch
    write_outcomes()
