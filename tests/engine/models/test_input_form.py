from __future__ import annotations

import numpy as np
import pytest
import torch

from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.engine.models.input_form import SampleShape, find_input_form
from pandavision_gui.errors import InputError

from .onnx_files import samples


@pytest.mark.parametrize(
    ("sample", "wanted", "kind", "model_shape"),
    [
        ((3, 32, 32), (None, 3, 32, 32), "as_is", (3, 32, 32)),
        ((3, 32, 32), (1, None, None, None), "as_is", (3, 32, 32)),
        ((3, 32, 32), (), "as_is", (3, 32, 32)),
        ((1, 28, 28), (1, 784, 1), "reshaped", (784, 1)),
        ((3, 32, 32), (None, 3072), "reshaped", (3072,)),
        ((3, 32, 32), (None, None), "reshaped", (3072,)),
        ((3, 32, 32), (None, 3, 1024), "reshaped", (3, 1024)),
        ((1, 28, 28), (None, 28, 28), "reshaped", (28, 28)),
        ((1, 1, 784), (None, 1, 28, 28), "reshaped", (1, 28, 28)),
        ((3, 24, 32), (None, 24, 32, 3), "channels_last", (24, 32, 3)),
        ((3, 32, 32), (None, None, None, 3), "channels_last", (32, 32, 3)),
        ((3, 3, 3), (None, 3, 3, 3), "as_is", (3, 3, 3)),
    ],
)
def test_the_way_to_the_input_is_found(
    sample: SampleShape, wanted: Shape, kind: str, model_shape: tuple[int, ...]
) -> None:
    form = find_input_form(sample, wanted)
    assert (form.kind, form.model_shape) == (kind, model_shape)


@pytest.mark.parametrize(
    ("sample", "wanted"),
    [
        ((3, 32, 32), (None, 1, 28, 28)),
        ((1, 28, 28), (None, 785)),
        ((3, 32, 32), (None, 32, 3, 32)),  # as many numbers, but scrambled
        ((3, 32, 32), (None, 32, 96)),
        ((3, 32, 32), (None, None, None)),
        ((3, 32, 32), (None, 7, None)),
        ((3, 224, 224), (None, 3, 32, 32)),
    ],
)
def test_samples_that_do_not_fit_are_refused_naming_both(
    sample: SampleShape, wanted: Shape
) -> None:
    with pytest.raises(InputError) as caught:
        find_input_form(sample, wanted)
    assert caught.value.code == "sample_shape"
    assert str(list(sample)) in caught.value.message
    shown = ", ".join("?" if size is None else str(size) for size in wanted[1:])
    assert f"[{shown}]" in caught.value.message


@pytest.mark.parametrize("wanted", [(None, 3, 4, 5), (None, 60), (None, 4, 5, 3)])
def test_numpy_and_torch_take_the_same_way(wanted: Shape) -> None:
    form = find_input_form((3, 4, 5), wanted)
    batch = samples(6, 3, 4, 5)
    by_numpy = form.apply(batch)
    by_torch = form.apply(torch.from_numpy(batch))
    assert by_numpy.shape == (6, *form.model_shape)
    assert np.array_equal(by_numpy, by_torch.numpy())


@pytest.mark.parametrize(
    ("sample", "wanted", "said"),
    [
        ((32, 32, 4), (None, 3, 32, 32), "[32, 32, 4] (height, width, channels), but the model's "
         "input takes [3, 32, 32]: 3 for the channels, not 4."),
        ((1, 32, 32), (1, 32, 32, 3), "[1, 32, 32] (channels, height, width), but the model's "
         "input takes [32, 32, 3]: 3 for the channels, not 1."),
        ((3, 24, 24), (None, 3, 32, 32), "[3, 24, 24] (channels, height, width), but the model's "
         "input takes [3, 32, 32]."),
        ((8, 32, 32), (None, 3, 32, 32), "[8, 32, 32], but the model's input takes [3, 32, 32]."),
    ],
)  # fmt: skip
def test_axes_are_named_where_they_are_known(sample: SampleShape, wanted: Shape, said: str) -> None:
    with pytest.raises(InputError) as caught:
        find_input_form(sample, wanted)
    assert caught.value.message.endswith(said)


@pytest.mark.parametrize(
    ("sample", "wanted"),
    [((3, 32, 32), (3, 32, 32)), ((3, 32, 32), (32, 32, 3)), ((1, 28, 28), (28, 28))],
)
def test_an_input_for_one_sample_is_said_to_have_no_batch(
    sample: SampleShape, wanted: Shape
) -> None:
    with pytest.raises(InputError) as caught:
        find_input_form(sample, wanted)
    assert caught.value.code == "model_input_shape"
    assert f"takes {list(wanted)}, which is one picture" in caught.value.message
    assert "batch" in caught.value.hint


def test_a_fixed_batch_of_grey_pictures_is_one() -> None:
    assert find_input_form((1, 32, 32), (3, 32, 32)).model_shape == (32, 32)


def test_channels_last_moves_each_pixel_where_it_belongs() -> None:
    batch = samples(2, 3, 4, 5)
    moved = find_input_form((3, 4, 5), (None, 4, 5, 3)).apply(batch)
    assert moved[1, 2, 4, 0] == batch[1, 0, 2, 4]


def test_a_batch_of_another_shape_is_refused() -> None:
    form = find_input_form((3, 4, 5), (None, 60))
    with pytest.raises(InputError) as caught:
        form.apply(samples(2, 3, 5, 4))
    assert caught.value.code == "sample_batch_shape"
