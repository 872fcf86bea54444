"""Hold the one script that Streamlit runs.

It has a folder of its own because Streamlit serves every script in a folder `pages` beside its main script
as a page by itself, past the frame, when such a page is the first to be opened after a start.
"""
