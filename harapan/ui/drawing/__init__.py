"""Small drawings as SVG: numbers in, a picture out, in the classes of the stylesheet.

Every drawing has a title and a description for those who cannot see it; the page puts the same numbers in a table
beside it (`details.more`). Nothing is coloured here and nothing is styled inline: light, dark and paper are the
stylesheet's. Wrap what has words in it in `<div class="drawing" tabindex="0">`, which scrolls on a phone.
"""

from harapan.ui.drawing.bars import Bar, bars
from harapan.ui.drawing.lines import Series, lines
from harapan.ui.drawing.paper import hatch, svg
from harapan.ui.drawing.scales import coordinate, ticks
from harapan.ui.drawing.small import meter, spark

__all__ = ["Bar", "Series", "bars", "coordinate", "hatch", "lines", "meter", "spark", "svg", "ticks"]
