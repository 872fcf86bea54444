"""Run the app's pages; Streamlit runs this script for every rerun of every session."""

from ui.shell import draw_app

draw_app()
