"""What was found in an ONNX or HDF5 file, as plain data that travels in messages."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

LONGEST_OUTPUT_NAME = 500
"""Of an output of a model that a spec can ask for."""


class TensorFacts(BaseModel):
    """One input or output of a model.

    Attributes
    ----------
    name
        The name in the file, which is untrusted text.
    dtype
        numpy's name of the element type, for instance "float32".
    shape
        One entry per dimension: a size, or None where the file leaves it open.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    dtype: str
    shape: tuple[int | None, ...]


class ModelFacts(BaseModel):
    """What is in an ONNX file.

    Attributes
    ----------
    input, output
        The tensor that takes the samples and the one that is read as class scores.
    chosen_output
        The output of the file that `output` is or was found behind.
    output_choices
        Outputs that can be class scores, likeliest first, where there are several: the names that
        a spec takes, with the shapes of the scores.
    classes
        Number of classes, None where the file does not say.
    parameters
        Number of trained numbers (elements of all initialisers).
    nodes
        Number of operators in the graph.
    fixed_batch
        The batch size written into the file, None where it is open.
    ends_in_probabilities
        Whether the last operator is a Softmax, Sigmoid or LogSoftmax.
    class_labels
        What it answers with where it tells the class, in the order of the scores; empty where it
        tells scores only.
    class_names
        Names stored in the file, in the order of the class scores; empty where there are none.
    remarks
        Sentences for the user about what is unusual.
    random_operators
        Kinds of operators that draw random numbers on the way to the class scores, sorted.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["model"] = "model"
    input: TensorFacts
    output: TensorFacts
    classes: int | None
    opset: int
    producer: str
    parameters: int
    nodes: int
    fixed_batch: int | None
    ends_in_probabilities: bool
    class_names: tuple[str, ...] = ()
    class_labels: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    random_operators: tuple[str, ...] = ()
    chosen_output: str = ""
    output_choices: tuple[TensorFacts, ...] = ()


class DatasetFacts(BaseModel):
    """What is in an HDF5 dataset.

    Attributes
    ----------
    samples_name, labels_name
        Where in the file they are.
    count
        Number of samples.
    sample_shape
        Shape of one sample as stored, without the sample axis.
    dtype, label_dtype
        numpy's names of the element types.
    minimum, maximum
        Range of the values over the `looked_at` samples that were read, in data units.
    looked_at
        Number of samples that the range was taken from.
    label_counts
        Number of samples per label over the whole file.
    class_names
        Names stored in the file, in label order; empty where there are none.
    remarks
        Sentences for the user about what is unusual.
    label_choices
        Names of all labels that may be chosen, where some were.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["dataset"] = "dataset"
    samples_name: str
    labels_name: str
    count: int
    sample_shape: tuple[int, ...]
    dtype: str
    label_dtype: str
    minimum: float
    maximum: float
    looked_at: int
    label_counts: dict[int, int]
    class_names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    label_choices: tuple[str, ...] = ()
