"""How the order of a sample's axes is told, and when it is said."""

from __future__ import annotations

import numpy as np
import pytest

from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.input_fit import fit_input
from pandavision_gui.errors import InputError


def counted(*shape: int) -> np.ndarray:
    """Return an array whose values all differ."""
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


def test_channels_first_is_the_default_and_needs_no_remark(opened):
    dataset = opened(counted(2, 4, 5, 6))
    assert dataset.sample_shape == (4, 5, 6)
    assert dataset.remarks == ()


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_last_is_seen_in_the_shape_and_said(opened, channels):
    stored = counted(2, 5, 6, channels)
    dataset = opened(stored)
    assert dataset.sample_shape == (channels, 5, 6)
    read = dataset.read(np.array([1, 0]))
    assert np.array_equal(read, stored[[1, 0]].transpose(0, 3, 1, 2))
    assert read.flags.c_contiguous
    (remark,) = dataset.remarks
    assert "(N, H, W, C)" in remark


@pytest.mark.parametrize(
    ("stored", "model_input", "is_told"),
    [
        ((12, 30, 1), (None, 12, 30, 1), True),  # twelve leads of a signal, or a flat picture
        ((4, 6, 3), (None, 4, 6, 3), True),
        ((32, 32, 3), (None, 32, 32, 3), False),  # as Keras has its inputs
        ((12, 30, 1), (None, 1, 12, 30), False),  # the model settles it
        ((12, 30, 1), None, True),
    ],
)
def test_low_pictures_that_may_be_many_channels_are_told(opened, stored, model_input, is_told):
    (remark,) = opened(counted(2, *stored), model_input=model_input).remarks
    assert ('If they are (N, C, H, W), set "layout" to "NCHW".' in remark) is is_told
    assert ("only so they fit" in remark) is (model_input == (None, 1, 12, 30))


def test_a_shape_that_both_orders_explain_is_channels_first(opened):
    assert opened(counted(2, 3, 8, 3)).sample_shape == (3, 8, 3)
    assert opened(counted(2, 1, 8, 3)).sample_shape == (1, 8, 3)


@pytest.mark.parametrize(
    ("stored", "model_input", "sample"),
    [
        ((5, 6, 4), (None, 4, 5, 6), (4, 5, 6)),  # four channels: only the model tells
        ((5, 6, 4), (1, 4, None, None), (4, 5, 6)),
        ((4, 5, 6), (None, 4, 5, 6), (4, 5, 6)),
        ((3, 8, 3), (None, 3, 3, 8), (3, 3, 8)),
        ((8, 8, 3), (None, 8, 8, 3), (3, 8, 8)),  # the model itself takes NHWC
        ((3, 8, 8), (None, 8, 8, 3), (3, 8, 8)),
        ((8, 8, 3), (None, None, None, 3), (3, 8, 8)),
        ((8, 8, 3), (None, None, None, None), (3, 8, 8)),  # the model leaves all open
        ((8, 8, 3), (None, 3, 9, 9), (3, 8, 8)),  # fits neither way: the shape decides
        ((8, 8, 3), (1, 784, 1), (3, 8, 8)),  # the model says nothing about axes
    ],
)
def test_the_model_input_decides_before_the_shape(opened, stored, model_input, sample):
    dataset = opened(counted(2, *stored), model_input=model_input)
    assert dataset.sample_shape == sample
    assert len(dataset.remarks) == (stored != sample)


def test_a_declared_layout_is_taken_as_said(opened):
    assert opened(counted(2, 5, 6, 3), layout="NCHW").sample_shape == (5, 6, 3)
    dataset = opened(counted(2, 3, 5, 6), layout="NHWC")
    assert dataset.sample_shape == (6, 3, 5)
    assert dataset.remarks == ()


def test_samples_without_a_channel_axis_have_one_channel(opened):
    stored = counted(2, 5, 6)
    dataset = opened(stored)
    assert dataset.sample_shape == (1, 5, 6)
    assert np.array_equal(dataset.read(np.array([1])), stored[1:, None])
    assert "one channel" in dataset.remarks[0]


def test_flat_samples_take_the_shape_of_the_model_input(opened):
    stored = counted(2, 60)
    dataset = opened(stored, model_input=(None, 2, 5, 6))
    assert dataset.sample_shape == (2, 5, 6)
    assert np.array_equal(dataset.read(np.array([0, 1])), stored.reshape(2, 2, 5, 6))
    assert "flat" in dataset.remarks[0]


def test_flat_samples_for_a_model_with_channels_last_keep_that_order(opened):
    stored = counted(2, 90)
    dataset = opened(stored, model_input=(1, 5, 6, 3))
    assert dataset.sample_shape == (3, 5, 6)
    expected = stored.reshape(2, 5, 6, 3).transpose(0, 3, 1, 2)
    assert np.array_equal(dataset.read(np.array([0, 1])), expected)


def test_a_declared_layout_says_how_flat_samples_were_flattened(opened):
    stored = counted(2, 90)
    dataset = opened(stored, model_input=(1, 3, 5, 6), layout="NHWC")
    expected = stored.reshape(2, 5, 6, 3).transpose(0, 3, 1, 2)
    assert np.array_equal(dataset.read(np.array([0, 1])), expected)


@pytest.mark.parametrize(
    "model_input", [None, (None, 1, 5, 7), (None, 1, None, 12), (None, 50), (1, 6, 10), (1, None)]
)
def test_flat_samples_are_refused_where_their_shape_is_a_guess(write, model_input):
    with pytest.raises(InputError) as caught:
        open_dataset(write(counted(2, 60)), model_input=model_input)
    assert caught.value.code == "dataset_samples_shape"
    assert "(2, 60)" in caught.value.message


@pytest.mark.parametrize("model_input", [(None, 64), (1, 64, 1), (1, 1, 64)])
def test_flat_samples_fit_a_model_whose_input_is_flat(opened, model_input):
    stored = counted(2, 64)
    dataset = opened(stored, model_input=model_input)
    assert dataset.sample_shape == (1, 8, 8)
    read = dataset.read(np.array([0, 1]))
    assert np.array_equal(read, stored.reshape(2, 1, 8, 8))
    fitted = fit_input(dataset.sample_shape, model_input)
    assert fitted is not None
    assert np.array_equal(read.reshape(2, *fitted[1]).reshape(2, 64), stored), "in the same order"
    assert "as the model's input is" in dataset.remarks[0]


def test_flat_samples_of_no_square_are_one_line(opened):
    assert opened(counted(2, 60), model_input=(None, 60)).sample_shape == (1, 1, 60)


@pytest.mark.parametrize(
    ("stored", "name"),
    [((3, 5, 6), "NCHW"), ((5, 6, 3), "NHWC"), ((5, 6), "NHW"), ((90,), "flat")],
)
def test_what_the_samples_were_read_as_has_a_name(opened, stored, name):
    assert opened(counted(2, *stored), model_input=(None, 3, 5, 6)).layout == name


@pytest.mark.parametrize(
    ("shape", "may_be_last"),
    [
        ((6, 5, 4), True),
        ((9, 9, 2), True),
        ((3, 5, 3), True),
        ((1, 5, 3), True),
        ((3, 8, 8), False),
        ((3, 4, 4), False),
        ((4, 6, 5), False),
        ((1, 8, 8), False),
    ],
)
def test_a_shape_that_may_be_meant_the_other_way_is_said(opened, shape, may_be_last):
    dataset = opened(counted(2, *shape))
    assert dataset.sample_shape == shape
    assert any('set "layout" to "NHWC"' in remark for remark in dataset.remarks) is may_be_last
    assert dataset.layout is not None
    settled = opened(counted(2, *shape), model_input=(None, shape[0], *shape[1:]))
    assert settled.remarks == () or shape[0] == shape[2]  # else the model's input fits one only
    said = opened(counted(2, *shape), layout="NCHW")
    assert not any("NHWC" in remark for remark in said.remarks)
