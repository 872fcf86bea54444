"""Say who wrote a questionnaire and under which licence, wherever it is shown."""

import streamlit as st

from assessments import Questionnaire
from ui import words
from ui.shell import READING


def draw_origin(asked: Questionnaire) -> None:
    """Draw a questionnaire's authors, licence and version; an address in it stays readable in both themes."""
    says = f"{asked.attribution} Licence: {asked.licence}. Version {asked.version}."
    st.markdown(f":small[{words.plain(says)}]", width=READING)
