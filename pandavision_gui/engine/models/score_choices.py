"""Which outputs of a model can be read as class scores, and which one is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import onnx

from pandavision_gui.engine.file_facts import LONGEST_OUTPUT_NAME, TensorFacts
from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.engine.models.class_scores import (
    ScoreTensor,
    best_named,
    features,
    has_usual_name,
    is_made_from,
    is_named_measure,
    is_named_scores,
    is_one_score,
    score_tensors,
)
from pandavision_gui.engine.models.final_activation import before_activation
from pandavision_gui.engine.models.graph_shapes import declared_shape, inferred_tensors
from pandavision_gui.engine.models.tensor_words import FLOATS, dtype_name, quoted, shape_text
from pandavision_gui.errors import InputError

AUTO = "auto"
_MOST_OFFERED = 20
_MOST_NAMED = 5


@dataclass(frozen=True)
class ScoreChoice:
    """A tensor that can be read as class scores, with its shape.

    Attributes
    ----------
    classes
        Number of classes, None where the file does not say.
    is_one_logit
        Whether there is one score per sample.
    """

    tensor: ScoreTensor
    facts: TensorFacts
    classes: int | None
    is_one_logit: bool = False

    @property
    def can_be_named(self) -> bool:
        """Whether a spec can ask for it."""
        return 0 < len(self.tensor.output) <= LONGEST_OUTPUT_NAME and self.tensor.output != AUTO

    def offered(self) -> TensorFacts:
        """Return the scores under the name by which a spec asks for them."""
        return self.facts.model_copy(update={"name": self.tensor.output})


class ScoreChoices:
    """The outputs of a model, as far as each can be class scores."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._graph = model.graph
        shapes, types = inferred_tensors(model)
        declared = {value.name: declared_shape(value) for value in model.graph.output}
        self._known = {
            name: _merged(declared.get(name), shapes.get(name)) for name in {*declared, *shapes}
        }
        self._dtypes = {value.name: dtype_name(value) for value in model.graph.output}
        self._types = types
        narrow = {name for name in declared if _is_narrow(self._known.get(name))}
        widths = {name: _class_count(shape) for name, shape in self._known.items()}
        behind = score_tensors(model.graph, narrow, widths)
        self._by_output = {
            name: choice
            for name, tensor in behind.items()
            if (choice := self._choice(tensor)) is not None
        }
        each: dict[str, ScoreChoice] = {}
        for choice in self._by_output.values():
            known = each.get(choice.facts.name)
            if known is None or (
                known.tensor.origin == "label" and choice.tensor.origin != "label"
            ):
                each[choice.facts.name] = choice
        several = [choice for choice in each.values() if not choice.is_one_logit]
        # A tensor that holds all scores is likelier than a label, and that than a single number.
        groups = [
            [choice for choice in several if choice.tensor.origin != "label"],
            [choice for choice in several if choice.tensor.origin == "label"],
            [choice for choice in each.values() if choice.is_one_logit],
        ]
        # What another one is made from by weights is a feature of the network; but a measure that
        # is made from the scores, such as how sure the model is, makes no features of them.
        makers = {c.facts.name for c in each.values() if not is_named_measure(c.tensor)}
        feeding = features(model.graph, set(each), of=makers)
        self._groups = [_without(group, feeding) for group in groups]
        if not any(self._groups):  # a graph in a circle feeds everything
            self._groups = groups
        kept = {choice.facts.name for group in self._groups for choice in group}
        self._features = [choice for choice in each.values() if choice.facts.name not in kept]

    def chosen(self, output: str, model_name: str) -> ScoreChoice:
        """Return what is read: the likeliest, or what `output` of the file leads to.

        Raises
        ------
        InputError
            ``model_not_a_classifier``, ``model_output_unknown``, ``model_output_unfit``.
        """
        if not self._by_output:
            raise self._none(model_name)
        if output == AUTO:
            return self._likeliest()
        choice = self._by_output.get(output)
        if choice is None:
            raise self._refused(output, model_name)
        return choice

    def _likeliest(self) -> ScoreChoice:
        """Return the best of the likeliest kind; of another one where only its name tells."""
        first, *others = (_best(group) for group in self._groups if group)
        if has_usual_name(first.tensor):
            return first
        return next((one for one in others if self._tells_better(one, first)), first)

    def _tells_better(self, single: ScoreChoice, first: ScoreChoice) -> bool:
        """Whether another kind of tensor is called what only scores are, and may well be them."""
        if not is_named_scores(single.tensor):
            return False
        one, other = single.facts.name, first.facts.name
        # What is made from all scores is a summary of them, whatever its name; and a label with
        # scores of its own says what it is made from.
        if first.tensor.origin == "label":
            return is_made_from(self._graph, other, one)
        return not is_made_from(self._graph, one, other)

    def ranked(self, chosen: ScoreChoice) -> tuple[ScoreChoice, ...]:
        """Return what is likely to be class scores, likeliest first, and `chosen` in any case.

        Scores before and after a Softmax say the same: only one of the two is returned.
        """
        found: list[ScoreChoice] = []
        for group in self._groups:
            rest = group
            while rest and len(found) < _MOST_OFFERED:
                best = _best(rest)
                rest = [choice for choice in rest if choice is not best]
                found.append(best)
        before = partial(before_activation, self._graph)
        kept = {before(chosen.facts.name): chosen}
        of_each = [before(choice.facts.name) for choice in found]
        for source, choice in zip(of_each, found, strict=True):
            kept.setdefault(source, choice)
        return tuple(kept[source] for source in dict.fromkeys([*of_each, *kept]))

    def features(self) -> tuple[ScoreChoice, ...]:
        """Return what has the shape of class scores, but feeds another output."""
        return tuple(self._features[:_MOST_OFFERED])

    def _choice(self, tensor: ScoreTensor) -> ScoreChoice | None:
        shape = self._known.get(tensor.name)
        dtype = self._dtypes.get(tensor.name) or _element_name(self._types.get(tensor.name))
        facts = TensorFacts(name=tensor.name, dtype=dtype, shape=shape or ())
        if dtype not in FLOATS:
            return None
        if is_one_score(self._graph, tensor.name):
            return ScoreChoice(tensor, facts, 2, is_one_logit=True)
        classes = _class_count(shape)
        if tensor.class_labels and len(tensor.class_labels) > 1 and classes is None:
            classes = len(tensor.class_labels)
        if _can_be_scores(shape):
            return ScoreChoice(tensor, facts, classes)
        if _is_narrow(shape) and tensor.origin == "output":
            return ScoreChoice(tensor, facts, 2, is_one_logit=True)
        return None

    def _none(self, model_name: str) -> InputError:
        listed = "; ".join(
            f"{quoted(value.name)} {self._in_words(value.name)}"
            for value in list(self._graph.output)[:_MOST_NAMED]
        )
        return InputError(
            "model_not_a_classifier",
            f'The model "{model_name}" has no output of class scores, floating-point numbers of '
            f"shape [batch, classes], nor of a class made from them; its outputs: {listed}.",
            "Export the network up to its class scores.",
        )

    def _refused(self, output: str, model_name: str) -> InputError:
        usable = self.ranked(_best(next(group for group in self._groups if group)))
        usable = tuple(choice for choice in usable if choice.can_be_named)
        listed = ", ".join(
            f"{quoted(choice.tensor.output)} {shape_text(choice.facts.shape)}"
            for choice in usable[:_MOST_NAMED]
        )
        listed += " and more" if len(usable) > _MOST_NAMED else ""
        hint = 'Set "output" to the name of one of these, or to "auto".'
        names = tuple(choice.tensor.output for choice in usable)
        if output in self._dtypes:
            return InputError(
                "model_output_unfit",
                f'The output {quoted(output)} of the model "{model_name}" is '
                f"{self._in_words(output)}, which cannot be class scores; these can be: {listed}.",
                hint,
                choices=names,
            )
        return InputError(
            "model_output_unknown",
            f'The model "{model_name}" has no output {quoted(output)}; class scores can be read '
            f"from: {listed}.",
            hint,
            choices=names,
        )

    def _in_words(self, output: str) -> str:
        shape = self._known.get(output)
        return f"{self._dtypes[output]} " + ("[?]" if shape is None else shape_text(shape))


def _without(group: list[ScoreChoice], feeding: set[str]) -> list[ScoreChoice]:
    """Leave out what others are computed from, unless its name says what it is."""
    return [
        choice
        for choice in group
        if has_usual_name(choice.tensor) or choice.facts.name not in feeding
    ]


def _best(group: Iterable[ScoreChoice]) -> ScoreChoice:
    by_tensor = {id(choice.tensor): choice for choice in group}
    return by_tensor[id(best_named([choice.tensor for choice in by_tensor.values()]))]


def _is_narrow(shape: Shape | None) -> bool:
    """Whether there is one number per sample."""
    return shape is not None and len(shape) >= 1 and all(size == 1 for size in shape[1:])


def _element_name(kind: int | None) -> str:
    if kind is None:
        return "float32"  # operators that shape inference does not know return scores so
    try:
        return str(onnx.helper.tensor_dtype_to_np_dtype(kind))
    except (KeyError, ValueError, TypeError):
        return "unknown"


def _can_be_scores(shape: Shape | None) -> bool:
    if shape is None:
        return True
    if len(shape) < 2:
        return False
    wide = [size for size in shape[1:] if size != 1]
    # Exactly one dimension holds the classes; [N, K, 1, 1] occurs, [N, K, 7, 7] is a feature map.
    return len(wide) == 1


def _class_count(shape: Shape | None) -> int | None:
    if shape is None:
        return None
    return next((size for size in shape[1:] if size != 1), None)


def _merged(declared: Shape | None, inferred: Shape | None) -> Shape | None:
    if declared is None or inferred is None or len(declared) != len(inferred):
        return declared if declared is not None else inferred
    return tuple(
        known if known is not None else found
        for known, found in zip(declared, inferred, strict=True)
    )
