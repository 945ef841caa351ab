"""The charts of a rating: from plain rows, in the reader's words, to an Altair chart. No files; figures come as text.

Every function takes rows (dicts) in the order in which they are to stand, and a width: `sheet.WIDE`, or `sheet.NARROW`
for phones, where names stand above the bars. Scores are 0..100, and so are their axes. What is given as text is shown
whole: it wraps and is never cut. Where there are no rows there is nothing to draw: ValueError, and the page says so.
"""

from pipeline.reporting.charts.bars import categories, indicators, ranking, robustness
from pipeline.reporting.charts.changes import series, waterfall

__all__ = ["categories", "indicators", "ranking", "robustness", "series", "waterfall"]
