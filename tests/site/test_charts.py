"""The charts: the same bytes, complete texts, correct lengths, and the colours of the page."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from pipeline.reporting import charts
from pipeline.reporting.charts import palette, svg
from pipeline.reporting.charts.canvas import NARROW, WIDE
from pipeline.reporting.charts.text_metrics import clean

KAZAKH = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"
HOSTILE = [
    "<script>alert(1)</script> & \"q\" 's' ]]>",
    "مرحبا שלום",
    "😀👩‍👧 url(#a)",
    "a\x00b\ud800\u202ec\n d",
    "x" * 150,
]


def figures(score, low=None, high=None, label=""):
    low, high = (score, score) if score is not None else (low, high)
    return {"score": score, "low": low, "high": high, "label": label or ("n/a" if low is None else f"{low}–{high}")}


def ranking_rows():
    names = ["Қазақша атауы бар өте ұзын компания, оның аты сыймайды", "Onay", KAZAKH, *HOSTILE]
    open_ = [{"name": "Open", "rank": "2–9", **figures(None, 3, 93)}, {"name": "None", "rank": "", **figures(None)}]
    return [{"name": n, "rank": str(i), **figures(80 - 10 * i, label=f"L{i}")} for i, n in enumerate(names)] + open_


def category_rows():
    labels = ["Өзін өзі таныту және ақпарат бостандығы", "Governance", "Конфиденциальность"]
    return [
        {"name": f"Unit {u}", "category": "FGP"[c], "category_label": label, "position": c + 1, **values}
        for u, values in enumerate([figures(50, label="50,00"), figures(None, 10, 90), figures(0), figures(None)])
        for c, label in enumerate(labels)
    ]


def indicator_rows():
    states = {
        "complete": figures(60.0, label="60,0"),
        "partial": figures(None, 20, 70),
        "unanswered": figures(None, 0, 100),
        "printed": figures(33.3, label="33,3"),
        "not_applicable": figures(None, label="қолданылмайды"),
    }
    return [
        {"indicator": f"F{i} Мемлекеттік органдардың талаптары: статистика", "category": f"Санат {i // 3}",
         "position": 1 + i // 3, "state": state, **values}
        for i, (state, values) in enumerate([*states.items(), ("complete", figures(0.0, label="0"))])
    ]  # fmt: skip


def steps():
    return [
        {"label": "2023", "kind": "start", "value": 40.0, "text": "40,00"},
        {"label": "Услуги", "kind": "part", "value": 2.5, "text": "+2,50"},
        {"label": "Жауаптар", "kind": "part", "value": -0.3, "text": "−0,30"},
        {"label": "Белгісіз", "kind": "unknown", "low": -1.0, "high": 4.0, "text": "−1…+4"},
        {"label": "2024", "kind": "end", "value": None, "low": 41.2, "high": 46.2, "text": "41,20–46,20"},
    ]


def series_rows():
    rows = [
        {
            "name": f"Name {i}",
            "edition": year,
            "score": 40 + i / 10 + year - 2023,
            "restated": 41.0,
            "label": f"s{i}{year}",
        }
        for i in range(5)
        for year in (2023, 2024)
    ]
    gone = {"name": "Gone", "edition": 2023, "score": 12.0, "restated": None, "label": "12,0"}
    return [{**row, "edition": str(row["edition"])} for row in [*rows, gone]]


def robustness_rows():
    robust = {"name": "Robust", "rank": 1, "best": 1, "worst": 2, "low": 1, "high": 1}
    return [robust, {"name": "Open", "rank": None, "best": 1, "worst": 3, "low": 2, "high": 3}]


ROWS = {
    charts.ranking: ranking_rows,
    charts.categories: category_rows,
    charts.indicators: indicator_rows,
    charts.waterfall: steps,
    charts.series: series_rows,
    charts.robustness: robustness_rows,
}
EVERY = pytest.mark.parametrize("draw", ROWS, ids=lambda draw: draw.__name__)


def parsed(text):
    root = ET.fromstring(text)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root


def said(root):
    """Return all text of a drawing, without the spaces at which texts can be broken."""
    return re.sub(r"\s", "", "|".join("".join(text.itertext()) for text in root.iter("text")))


def bars(root, colour):
    """Return the widths of the bars of a colour, from the top."""
    found = []
    for group in root.iter():
        for node in group:
            fill = node.get("fill", group.get("fill", ""))
            shape = re.fullmatch(r"M[\d.]+,([\d.]+)h([\d.]+)v[\d.]+h-[\d.]+Z", node.get("d", ""))
            if shape and colour in fill:
                found.append((float(shape[1]), float(shape[2])))
    return [width for _, width in sorted(found)]


@EVERY
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_chart_shows_all_its_rows_in_the_pages_colours_with_the_same_bytes(draw, width):
    rows = ROWS[draw]()
    text = svg.svg(draw(rows, width=width))
    assert text == svg.svg(draw(ROWS[draw](), width=width))
    root = parsed(text)
    assert root.get("viewBox").startswith(f"0 0 {width} ") and root.get("width") is None
    assert len(text.encode()) < 15_000

    everything = said(root)
    newest = {row["name"]: row["label"] for row in rows} if draw is charts.series else {}
    for row in rows:
        for key in ("name", "rank", "category", "category_label", "indicator", "label", "text"):
            value = row.get(key)
            if (draw is charts.categories and key == "category") or value is None:
                continue
            value = newest[row["name"]] if newest and key == "label" else value
            assert re.sub(r"\s", "", clean(value)) in everything, (key, value)

    assert not re.search(
        r"#[0-9a-fA-F]{3,8}\b|rgb|\bblack\b|\bwhite\b", re.sub(r"var\(--c-[a-z0-9]+,#[0-9a-f]{6}\)", "", text)
    )
    sizes = {float(node.get("font-size")) for node in root.iter() if node.get("font-size")}
    assert min(sizes) >= 12
    for number in re.findall(r"(?<=[\s,\"MhvlHVL-])\d+\.\d+", "".join(node.get("d", "") for node in root.iter())):
        assert len(number.partition(".")[2]) <= 2


@EVERY
def test_no_rows_are_an_error(draw):
    with pytest.raises(ValueError, match="no rows"):
        draw([])


def test_lengths_are_as_the_scores_and_zero_is_seen():
    rows = [{"name": f"N{s}", "rank": "1", **figures(s)} for s in (80.0, 40.0, 10.0, 0.0)]
    for width in (WIDE, NARROW):
        eighty, forty, ten, zero = bars(parsed(svg.svg(charts.ranking(rows, width=width))), "--c-accent")
        assert eighty / forty == pytest.approx(2, abs=0.001) and eighty / ten == pytest.approx(8, abs=0.01)
        assert zero == 2

    root = parsed(svg.svg(charts.indicators(indicator_rows()[:3])))
    complete, partial = (w for w in bars(root, "--c-cat1") if w != WIDE)
    assert complete / partial == pytest.approx(3, abs=0.01)
    open_, unanswered = bars(root, "url(#")
    assert open_ / complete == pytest.approx(50 / 60, abs=0.01) and unanswered / complete == pytest.approx(
        100 / 60, abs=0.01
    )


def test_parts_of_a_change_begin_where_the_one_before_ends():
    rows = [*steps()[:3], {"label": "2024", "kind": "end", "value": 42.2, "text": "42,20"}]
    root = parsed(svg.svg(charts.waterfall(rows, close=False)))
    (start, end), (up,), (down,) = (bars(root, f"--c-{name}") for name in ("accent", "up", "down"))
    assert start + up - down == pytest.approx(end, abs=0.05)
    assert not bars(parsed(svg.svg(charts.waterfall(rows))), "--c-accent")


def test_labels_at_the_ends_of_lines_do_not_cover_each_other():
    rows = [
        {"name": f"N{i}", "edition": "2024", "score": 50 + i / 100, "restated": None, "label": "50"} for i in range(40)
    ]
    root = parsed(svg.svg(charts.series(rows)))
    at = sorted(float(t.get("y")) for t in root.iter("text") if t.text.startswith("N"))
    assert len(at) == 40 and min(b - a for a, b in pairwise(at)) > 15


def test_series_say_what_is_older_or_not_known():
    rows = [*series_rows(), {"name": "Unknown", "edition": "2024", "score": None, "restated": None, "label": "0–100"}]
    everything = said(parsed(svg.svg(charts.series(rows))))
    assert "Gone12,0(2023)" in everything and "Unknown0–100" in everything
    with pytest.raises(ValueError, match="no score is known"):
        charts.series(rows[-1:])


def test_units_of_the_same_name_are_told_apart():
    rows = [{**row, "name": "Maps", "unit": i // 3} for i, row in enumerate(category_rows())]
    assert said(parsed(svg.svg(charts.categories(rows)))).count("Maps") == 4


def test_no_two_drawings_share_an_id():
    text = svg.both(charts.indicators, indicator_rows()) + svg.both(charts.indicators, indicator_rows(), key="2")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert ids and len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) == set(ids)


def test_a_name_for_screen_readers_or_none():
    chart = charts.ranking(ranking_rows())
    assert parsed(svg.svg(chart, labelled_by="h")).attrib.items() >= {"role": "img", "aria-labelledby": "h"}.items()
    assert parsed(svg.svg(chart)).get("aria-hidden") == "true"


def test_pictures_for_the_press():
    chart = charts.ranking(ranking_rows()[:2])
    text = svg.press(chart, f"{KAZAKH} <&>", "Дереккөз", "svg").decode()
    root = parsed(text)
    assert re.sub(r"\s", "", KAZAKH + "<&>") in said(root) and "Дереккөз" in said(root)
    assert "var(" not in text
    width, height = (float(root.get(side)) for side in ("width", "height"))
    assert width == WIDE + 2 * svg.MARGIN

    picture = svg.press(chart, f"{KAZAKH} <&>", "Дереккөз", "png")
    assert picture == svg.press(chart, f"{KAZAKH} <&>", "Дереккөз", "png")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    size = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    assert size == (2 * width, pytest.approx(2 * height, abs=1))
    assert palette.PALETTE["paper"][1] in svg.press(chart, "t", "s", "svg", theme="dark").decode()
    with pytest.raises(ValueError, match="pdf"):
        svg.press(chart, "t", "s", "pdf")
    with pytest.raises(ValueError, match="sepia"):
        svg.press(chart, "t", "s", "png", theme="sepia")


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(p * w for p, w in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("theme", [0, 1])
def test_colours_stand_out_from_the_paper(theme):
    paper = luminance(palette.PALETTE["paper"][theme])
    for name, pair in palette.PALETTE.items():
        light, dark = sorted((luminance(pair[theme]), paper), reverse=True)
        contrast = (light + 0.05) / (dark + 0.05)
        if name in ("ink", "muted", "link"):
            assert contrast >= 4.5, name
        elif name not in ("paper", "soft", "line", "grid"):
            assert contrast >= 3, name


def test_the_css_has_every_colour_of_both_themes():
    css = palette.css_variables()
    for name, pair in palette.PALETTE.items():
        assert css.count(f"--c-{name}:{pair[0]};") == 1 and css.count(f"--c-{name}:{pair[1]};") == 2
    assert css.count("{") == css.count("}")
