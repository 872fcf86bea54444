"""Hold the app's pages: scripts that Streamlit runs, never imported by anything."""
