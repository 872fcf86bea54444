"""Name where each page's script is, for links between pages."""

from pathlib import Path
from typing import Final

PAGES: Final = Path(__file__).parent / "pages"
HOME: Final = str(PAGES / "home.py")
LEARN: Final = str(PAGES / "learn.py")
SIMULATE: Final = str(PAGES / "simulate.py")
ASSESS: Final = str(PAGES / "assess.py")
EVIDENCE: Final = str(PAGES / "evidence.py")
WORKSHOP: Final = str(PAGES / "workshop.py")
ABOUT: Final = str(PAGES / "about.py")
ALL: Final = (HOME, LEARN, SIMULATE, ASSESS, EVIDENCE, WORKSHOP, ABOUT)
"""In the order of the navigation."""
