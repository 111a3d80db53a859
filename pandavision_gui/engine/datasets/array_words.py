"""What arrays are called in data sets as they are found in the wild."""

from __future__ import annotations

import re

# As they stand in files of Keras, scikit-learn, torchvision scripts and published data sets.
SAMPLE_WORDS = frozenset(
    ("samples", "sample", "x", "images", "image", "imgs", "img", "pictures", "pixels", "data",
     "features", "feature", "inputs", "input")
)  # fmt: skip
LABEL_WORDS = frozenset(
    ("labels", "label", "y", "targets", "target", "classes", "class", "categories", "digit",
     "digits", "outputs")
)  # fmt: skip
SPLITS = {
    "train": "train", "training": "train", "trn": "train", "tr": "train",
    "test": "test", "testing": "test", "tst": "test", "te": "test",
    "eval": "test", "evaluation": "test",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation",
}  # fmt: skip
# In "Xte" and "ytrain" the part follows without a gap.
_LETTER_AND_SPLIT = re.compile(r"([xy])(train|tr|trn|test|te|tst|val|valid)")
# Words that do not say which data something belongs to, as in "adv_x" and "y_true".
IDLE_WORDS = frozenset(
    ("adv", "adversarial", "attacked", "perturbed", "clean", "orig", "original", "true", "truth",
     "ground", "gt")
)  # fmt: skip
# One whole number per sample, too, but not its class; the second ones unless called labels as well.
PREDICTED_WORDS = frozenset(
    ("pred", "preds", "prediction", "predictions", "predicted", "yhat", "hat", "output", "outputs",
     "adv", "adversarial", "attacked", "perturbed")
)  # fmt: skip
COUNT_WORDS = frozenset(
    ("id", "ids", "idx", "index", "indexes", "indices", "weight", "weights", "fold", "folds",
     "split", "splits", "seed", "seeds", "subject", "subjects", "age", "ages", "time", "timestamp",
     "valid", "success", "bbox", "box", "boxes", "mask", "masks")
)  # fmt: skip
NO_PICTURE_WORDS = frozenset(
    ("delta", "deltas", "perturbation", "perturbations", "noise", "mask", "masks", "cam", "gradcam",
     "saliency", "gradient", "gradients", "logits", "scores")
)  # fmt: skip
OF_NUMPY = ("arr_0", "arr_1")
"""What numpy.savez calls arrays without a name, in the order in which they were given."""


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case: "XTest", "x_test", "x-test" and "x.test" alike."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    words = [word for word in re.split(r"[^0-9a-z]+", apart.lower()) if word]
    joined = [_LETTER_AND_SPLIT.fullmatch(word) for word in words]
    return [
        part
        for word, match in zip(words, joined, strict=True)
        for part in (match.groups() if match else (word,))
    ]
