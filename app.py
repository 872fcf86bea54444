"""Serve the app by `streamlit run app.py`; `greenlane run` serves the same one."""

import streamlit as st

from ui.server import SCRIPT, parts_from_environment, serve
from ui.settings import settings_from_environment

app = st.App(SCRIPT, **parts_from_environment())  # `streamlit run` looks for this call in this very file

if __name__ == "__main__":
    serve(settings_from_environment())
