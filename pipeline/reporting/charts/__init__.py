"""The charts of a rating: from plain rows, in the reader's words, to a `Chart`. No files; figures come as text.

Every function takes rows (dicts) in the order in which they are to stand, and a width: `canvas.WIDE`, or
`canvas.NARROW` for phones, where names stand above the bars. Scores and their axes are 0 to 100. Text that is given is
shown whole: it wraps and is never cut. Without rows there is nothing to draw: ValueError.
"""

from pipeline.reporting.charts.bars import categories, indicators, ranking, robustness
from pipeline.reporting.charts.changes import series, waterfall

__all__ = ["categories", "indicators", "ranking", "robustness", "series", "waterfall"]
