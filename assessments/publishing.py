"""Say an answer as one word, to be counted by the rules of `counting`."""

from assessments.model import Answer, AnswerState

LEAST_RANGE = (3, 5)
"""How many people a tally may need at least, chosen when an assessment is opened."""

TEXT_LEAST = 10
"""How many people have to have written something before a text is shown to all."""


def said(answer: Answer) -> str:
    """Return an answer as one word to count; see `word`."""
    chosen = answer.value if isinstance(answer.value, tuple) else None
    value = None if answer.value is None or chosen is not None else float(answer.value)  # type: ignore[arg-type]  # no tuple here
    return word(answer.state.value, answer.option, value, chosen)


def word(state: str, option: str | None, value: float | None, choices: tuple[str, ...] | None) -> str:
    """Return the parts of an answer as one word to count.

    That is the option's id; the value as text, where true is 1.0 and false is 0.0; `+` and the ids of several
    options in order; or `~` and the state of an answer without a value.
    """
    if state != AnswerState.VALUE.value:
        return f"~{state}"
    if option is not None:
        return option
    if choices is not None:
        return "+" + "+".join(sorted(choices))
    return repr(float(value or 0.0))
