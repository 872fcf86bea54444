"""Hold the player: one Streamlit component in plain JavaScript and CSS, with the views of the product.

The files beside this one are served as they are; `player.js` picks the view named by `data.view`.
"""
