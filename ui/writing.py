"""Write HTML, always through a template that escapes every text; nothing here knows Streamlit or a server."""

from pathlib import Path
from typing import Any, Final

import jinja2

from ui.markdown import inline, to_html
from ui.palette import DARK, LIGHT

LOOK: Final = Path(__file__).resolve().parent / "look"
_templates: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(LOOK),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(markdown=to_html, inline=inline)


def write_html(template: str, **values: Any) -> str:
    """Fill a template of the folder `look`; it has the colors of both themes as `light` and `dark`."""
    return _templates.get_template(template).render(light=LIGHT, dark=DARK, **values)
