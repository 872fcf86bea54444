"""Run the app's pages; Streamlit runs this script for every rerun of every session."""

from ui.observing import figures
from ui.shell import draw_app

with figures.rerun():
    draw_app()
