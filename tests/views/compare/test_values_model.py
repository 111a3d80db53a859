"""The table of values: the numbers of the comparison, whichever job is the first."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.views.compare.job_heads import JobHead, short_titles
from pandavision_gui.views.compare.oriented_pair import OrientedPair, pairs_with
from pandavision_gui.views.compare.values_model import ValueColumn, ValuesModel, signed
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.spreadsheet_text import tab_separated
from pandavision_gui.views.theme import Theme

from .compared_jobs import ROBUST, VALUES, WEAK, compared

minima = st.sampled_from([0.0, 0.005, 0.012, 0.02, math.inf])


def head(name: str, number: int = 0) -> JobHead:
    return JobHead(name, SeriesStyle(number))


def model_of(
    theme: Theme,
    pair: OrientedPair,
    *,
    names: tuple[str, str] | None = None,
    with_intervals: bool = True,
) -> ValuesModel:
    model = ValuesModel(theme)
    one, other = names or pair.names
    model.show_pair(pair, (head(one), head(other, 1)), with_intervals=with_intervals)
    return model


def cell(model: ValuesModel, line: int, column: ValueColumn, role: int = 0) -> object:
    return model.index(line, column).data(role)


def test_a_line_says_what_the_comparison_found(theme: Theme) -> None:
    (pair,) = pairs_with(compared().pairs, "weak network")
    model = model_of(theme, pair)
    assert model.rowCount() == len(VALUES)
    lower, upper = wilson_interval(18, 40)
    assert [cell(model, 3, column) for column in ValueColumn] == [
        "0.03",
        f"45.0 % ({100 * lower:.1f}–{100 * upper:.1f})",
        "100.0 % (91.2–100.0)",
        "+55.0",
        "< 0.001",
        "< 0.001",
        "▲ robust",
    ]
    assert cell(model, 2, ValueColumn.VALUE) == "4/255"
    assert cell(model, 1, ValueColumn.BETTER) == "≈ within chance"
    assert cell(model, 1, ValueColumn.P) == "0.500"
    assert cell(model, 1, ValueColumn.ADJUSTED) == "0.500"


def test_what_counts_is_the_corrected_p(theme: Theme) -> None:
    pair = compared().pairs[0]
    point = pair.points[-1].model_copy(update={"p": 0.03, "adjusted_p": 0.08})
    (told,) = pairs_with([pair.model_copy(update={"points": (point,)})], "weak network")
    model = model_of(theme, told)
    assert cell(model, 0, ValueColumn.P) == "0.030"
    assert cell(model, 0, ValueColumn.ADJUSTED) == "0.080"
    assert cell(model, 0, ValueColumn.BETTER) == "≈ within chance"
    assert not told.is_clear


def test_the_titles_say_which_test_and_which_correction_it_is(theme: Theme) -> None:
    (pair,) = pairs_with(compared().pairs, "weak network")
    model = model_of(theme, pair)

    def hint(column: ValueColumn) -> str:
        role = Qt.ItemDataRole.ToolTipRole
        return str(model.headerData(column, Qt.Orientation.Horizontal, role))

    assert "McNemar" in hint(ValueColumn.P)
    assert "Holm" in hint(ValueColumn.ADJUSTED)
    assert "0.05" in hint(ValueColumn.BETTER)
    told = cell(model, 0, ValueColumn.ADJUSTED, Qt.ItemDataRole.ToolTipRole)
    assert "Not corrected: the clean accuracy is a question of its own." in str(told)
    above = cell(model, 1, ValueColumn.ADJUSTED, Qt.ItemDataRole.ToolTipRole)
    assert "Not corrected" not in str(above)
    assert "“robust network” minus “weak network”" in hint(ValueColumn.DIFFERENCE)


@given(st.lists(st.tuples(minima, minima), min_size=1, max_size=30))
def test_seen_from_the_other_job_everything_is_mirrored(
    theme: Theme, rows: list[tuple[float, float]]
) -> None:
    told = compared(("a", "b"), ([a for a, _ in rows], [b for _, b in rows]))
    (one,), (other,) = pairs_with(told.pairs, "a"), pairs_with(told.pairs, "b")
    assert (one.names, other.names) == (("a", "b"), ("b", "a"))
    for point in told.pairs[0].points:
        assert one.sides(point) == other.sides(point)[::-1]
        assert one.difference(point) == -other.difference(point)
        better, mirrored = one.better(point), other.better(point)
        assert (better is None) == (mirrored is None)
        if better is not None:
            assert mirrored == 1 - better
            assert one.names[better] == other.names[1 - better]
            assert one.sides(point)[better].share > one.sides(point)[1 - better].share


def test_a_spreadsheet_gets_plain_numbers_that_are_those_of_the_rows(theme: Theme) -> None:
    (pair,) = pairs_with(compared().pairs, "robust network")
    lines = tab_separated(model_of(theme, pair).rows_as_numbers()).splitlines()
    titles, *rows = (line.split("\t") for line in lines)
    assert len(rows) == len(VALUES)
    for value, row in zip(VALUES, rows, strict=True):
        found = dict(zip(titles, row, strict=True))
        assert float(found["Perturbation value"]) == pytest.approx(value)
        robust = sum(one > value for one in ROBUST) / 40
        weak = sum(one > value for one in WEAK) / 40
        assert float(found["robust network"]) == pytest.approx(robust)
        assert float(found["weak network"]) == pytest.approx(weak)
        assert float(found["Difference"]) == pytest.approx(weak - robust)
        assert float(found["weak network, lower"]) <= weak <= float(found["weak network, upper"])
        assert int(found["Only robust network right"]) == round(40 * (robust - weak))
        assert 0 <= float(found["p"]) <= float(found["Corrected p"]) <= 1


def test_a_name_is_no_formula_and_no_second_cell(theme: Theme) -> None:
    names = ("=HYPERLINK(1)", "a\tb\nc")
    (pair,) = pairs_with(compared(names).pairs, names[0])
    text = tab_separated(model_of(theme, pair).rows_as_numbers())
    lines = text.splitlines()
    assert len(lines) == 1 + len(VALUES)
    assert len({line.count("\t") for line in lines}) == 1
    assert "\t=" not in text
    assert "'=HYPERLINK(1)" in text


def test_chosen_samples_have_no_intervals(theme: Theme) -> None:
    (pair,) = pairs_with(compared(has_population=False).pairs, "weak network")
    model = model_of(theme, pair, with_intervals=False)
    assert cell(model, 0, ValueColumn.FIRST) == "100.0 %"
    assert not any("lower" in title for title in model.rows_as_numbers()[0])


def test_numbers_stand_at_the_right_with_figures_of_one_width(theme: Theme) -> None:
    (pair,) = pairs_with(compared().pairs, "weak network")
    model = model_of(theme, pair)
    for column in ValueColumn:
        place = cell(model, 0, column, Qt.ItemDataRole.TextAlignmentRole)
        is_number = column is not ValueColumn.BETTER
        wanted = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        assert isinstance(place, Qt.AlignmentFlag)
        assert place & wanted
        font = cell(model, 0, column, Qt.ItemDataRole.FontRole)
        if is_number:
            assert isinstance(font, QFont)
            assert font.featureValue(QFont.Tag("tnum")) == 1


@pytest.mark.parametrize(
    ("points", "words"), [(0.0, "0.0"), (-0.04, "0.0"), (0.04, "0.0"), (3, "+3.0"), (-7.25, "−7.2")]
)
def test_a_difference_has_a_sign_where_it_is_none_too_small_to_show(
    points: float, words: str
) -> None:
    assert signed(points) == words


@pytest.mark.parametrize(
    ("one", "other", "short"),
    [
        ("signs, standard network", "signs, robust network", ("standard", "robust")),
        ("net", "net (2)", ("net", "net (2)")),
        ("a", "b", ("a", "b")),
        ("same words here", "same words here", ("same words here", "same words here")),
    ],
)
def test_names_are_shortened_to_what_tells_them_apart(
    one: str, other: str, short: tuple[str, str]
) -> None:
    assert short_titles(head(one), head(other)) == short


def test_titles_say_what_tells_the_jobs_apart(theme: Theme) -> None:
    (pair,) = pairs_with(compared().pairs, "weak network")
    model = model_of(theme, pair, names=("road signs, robust network", "road signs, weak network"))
    titles = [
        model.headerData(column, Qt.Orientation.Horizontal)
        for column in (ValueColumn.FIRST, ValueColumn.SECOND)
    ]
    assert titles == ["robust", "weak"]
    hint = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "road signs, robust network" in hint
