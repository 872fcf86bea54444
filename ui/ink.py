"""Write the words on an ink button so that they can be read in both themes."""


def on_ink(label: str, *, enabled: bool = True) -> str:
    """Color the label of a primary button: light words in the light theme, dark words in the dark one.

    Streamlit writes white on every primary button, which the dark theme's light ink would swallow. The theme
    file gives the text color "violet", which nothing else uses, the opposite of ink. A disabled button has no
    ink ground: its label stays as it is.
    """
    return f":violet[{label}]" if enabled else label
