"""Writes scikit-learn (and boosted tree) classifiers on 8×8 digits: ``python sklearn_exports.py OUT``."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

DIFFERENTIABLE = {
    "logistic": lambda: LogisticRegression(max_iter=300),
    "logistic-scaled": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)),
    "mlp": lambda: MLPClassifier((16,), max_iter=60),
    "mlp-tanh-minmax": lambda: make_pipeline(
        MinMaxScaler(), MLPClassifier((16, 8), "tanh", max_iter=60)
    ),
    "mlp-logistic-normaliser": lambda: make_pipeline(
        Normalizer(), MLPClassifier((16,), "logistic", max_iter=60)
    ),
    "linear-svc": lambda: LinearSVC(max_iter=3000),
    "ridge": lambda: RidgeClassifier(),
    "sgd-log": lambda: SGDClassifier("log_loss"),
    "pca-logistic": lambda: make_pipeline(PCA(20), LogisticRegression(max_iter=300)),
    "lda": lambda: LinearDiscriminantAnalysis(),
    "gaussian-bayes": lambda: GaussianNB(var_smoothing=1e-2),
}
WITHOUT_GRADIENT = {
    "tree": lambda: DecisionTreeClassifier(max_depth=8),
    "forest": lambda: RandomForestClassifier(10, max_depth=8),
    "boosting": lambda: GradientBoostingClassifier(n_estimators=5),
    "svc-rbf": lambda: SVC(probability=True),
    "neighbours": lambda: KNeighborsClassifier(3),
}


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    x, y = load_digits(return_X_y=True)
    x = x.astype(np.float32) / 16
    warnings.simplefilter("ignore")
    for kind, table in (("sklearn", DIFFERENTIABLE), ("sklearn-no-gradient", WITHOUT_GRADIENT)):
        for name, build in table.items():
            for classes in (10, 2):
                model = build().fit(x[y < classes][:600], y[y < classes][:600])
                for form, options in (
                    ("zipmap", {}),
                    ("columns", {id(model): {"zipmap": "columns"}}),
                    ("plain", {id(model): {"zipmap": False}}),
                ):
                    path = out / f"{kind}__{name}-{classes}-{form}__opset15.onnx"
                    try:
                        given = [("input", FloatTensorType([None, 64]))]
                        made = convert_sklearn(
                            model, initial_types=given, options=options, target_opset=15
                        )
                    except Exception as error:
                        print(f"not exported: {path.name}: {str(error)[:100]}")
                        continue
                    path.write_bytes(made.SerializeToString())
    _boosted(out, x[:600], y[:600])


def _boosted(out: Path, x: np.ndarray, y: np.ndarray) -> None:
    from lightgbm import LGBMClassifier
    from onnxmltools import convert_lightgbm, convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType as Floats
    from xgboost import XGBClassifier

    for name, model, convert in (
        ("lightgbm", LGBMClassifier(n_estimators=5, verbose=-1), convert_lightgbm),
        ("xgboost", XGBClassifier(n_estimators=5), convert_xgboost),
    ):
        try:
            made = convert(
                model.fit(x, y), initial_types=[("input", Floats([None, 64]))], target_opset=15
            )
            (out / f"sklearn-no-gradient__{name}__opset15.onnx").write_bytes(
                made.SerializeToString()
            )
        except Exception as error:
            print(f"not exported: {name}: {str(error)[:100]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
