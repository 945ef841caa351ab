"""The charts of a rating, made from rows with texts in the reader's language; numbers in labels are formatted already.

Every function takes rows (dicts) in the order of drawing, and a width: `canvas.WIDE`, or `canvas.NARROW` for phones,
where names are above the bars. It returns a `Chart`, and raises ValueError if there are no rows. Scores and their axes
are 0 to 100. Texts wrap and are never cut.
"""

from pipeline.reporting.charts.bars import categories, indicators, ranking, robustness
from pipeline.reporting.charts.changes import series, waterfall

__all__ = ["categories", "indicators", "ranking", "robustness", "series", "waterfall"]
