"""The form and the worker agree on which samples reach a model's input."""

from __future__ import annotations

from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.models.input_form import find_input_form
from pandavision_gui.engine.sample_layout import decide_layout
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.sample_fit import (
    arranged_shape,
    possible_channels,
    reaches_input,
)

SIZES = st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24])
LAYOUTS: st.SearchStrategy[Literal["auto", "NCHW", "NHWC"]] = st.sampled_from(
    ["auto", "NCHW", "NHWC"]
)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
    """Draw samples and an input that often holds as many numbers, in any order."""
    sample = tuple(draw(st.lists(SIZES, min_size=1, max_size=3)))
    related = draw(st.permutations([1, *sample]))
    sizes: list[int | None] = draw(
        st.one_of(st.just(list(related)), st.lists(SIZES, min_size=1, max_size=4))
    )
    wanted = [None if draw(st.integers(0, 4)) == 0 else size for size in sizes]
    keep = draw(st.integers(1, 4))
    return sample, draw(st.sampled_from([(), (None, *wanted[:keep]), (1, *sizes[-keep:])]))


@settings(max_examples=600)
@given(_pairs(), LAYOUTS)
def test_the_form_refuses_exactly_what_the_worker_refuses(
    pair: tuple[tuple[int, ...], tuple[int | None, ...]], layout: Literal["auto", "NCHW", "NHWC"]
) -> None:
    sample, model_input = pair
    arranged = arranged_shape(sample, layout, model_input)
    try:
        decided, _ = decide_layout((5, *sample), layout=layout, model_input=model_input)
    except InputError:
        assert arranged is None
        return
    assert arranged is not None
    assert arranged == decided.shape
    channels = possible_channels(sample, layout)
    assert not channels or decided.shape[0] in channels
    try:
        find_input_form(decided.shape, model_input)
        accepted = True
    except InputError:
        accepted = False
    assert reaches_input(arranged, model_input) is accepted
