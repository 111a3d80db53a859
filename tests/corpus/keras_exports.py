"""Writes Keras networks as ONNX files by tf2onnx: ``python keras_exports.py OUT``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import tensorflow as tf
import tf2onnx
from keras import layers

CLASSES = 7


def _mlp(x):
    return layers.Dense(CLASSES)(layers.Dense(16, activation="relu")(layers.Flatten()(x)))


def _cnn(x, end="softmax"):
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(16, 3, padding="valid", activation="relu")(x)
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    return layers.Dense(CLASSES, activation=end)(x)


def _rescaled(x):
    return _cnn(layers.Rescaling(1 / 127.5, offset=-1)(x))


def _normalised(x):
    norm = layers.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.05, 0.06, 0.07])
    return _cnn(norm(x), None)


def _resized(x):
    return _cnn(layers.Resizing(40, 40)(x), None)


def _separable(x):
    x = layers.SeparableConv2D(12, 3, padding="same", activation="swish")(x)
    x = layers.DepthwiseConv2D(3, strides=2, padding="same")(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    return layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x))


def _residual(x):
    x = layers.Conv2D(8, 3, padding="same")(x)
    y = layers.Conv2D(8, 3, padding="same")(layers.LeakyReLU()(layers.BatchNormalization()(x)))
    x = layers.Add()([x, y])
    x = layers.AveragePooling2D(padding="same")(x)
    return layers.Dense(CLASSES, activation="sigmoid")(layers.GlobalMaxPooling2D()(x))


def _attention(x):
    x = layers.Conv2D(16, 8, strides=8)(x)
    x = layers.Reshape((16, 16))(x)
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, 8)(x, x))
    x = layers.Dense(16, activation="gelu")(x)
    return layers.Dense(CLASSES)(layers.GlobalAveragePooling1D()(x))


def _rows(kind):
    def build(x):
        return layers.Dense(CLASSES)(kind(12)(layers.Reshape((32, 96))(x)))

    return build


def _transposed(x):
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="elu")(x)
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="selu")(x)
    x = layers.ZeroPadding2D(1)(x)
    x = layers.UpSampling2D(2, interpolation="bilinear")(layers.Cropping2D(2)(x))
    return layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x))


def _group_norm(x):
    x = layers.Conv2D(8, 3, strides=2)(x)
    x = layers.PReLU(shared_axes=[1, 2])(layers.GroupNormalization(2)(x))
    x = layers.SpatialDropout2D(0.1)(x)
    return layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x))


def _one_logit(x):
    return layers.Dense(1)(layers.Dense(8, activation="tanh")(layers.Flatten()(x)))


MODELS = {
    "mlp": _mlp, "cnn": _cnn, "rescaled": _rescaled, "normalised": _normalised, "resized": _resized,
    "separable": _separable, "residual": _residual, "attention": _attention,
    "lstm": _rows(layers.LSTM), "gru": _rows(layers.GRU), "simple-rnn": _rows(layers.SimpleRNN),
    "transposed": _transposed, "group-norm": _group_norm, "one-logit": _one_logit,
    "one-probability": lambda x: layers.Activation("sigmoid")(_one_logit(x)),
}  # fmt: skip

APPLICATIONS = {
    "mobilenet": lambda: keras.applications.MobileNet(weights=None, input_shape=(64, 64, 3), classes=10),
    "mobilenet-v2": lambda: keras.applications.MobileNetV2(weights=None, input_shape=(64, 64, 3), classes=10),
    "mobilenet-v3": lambda: keras.applications.MobileNetV3Small(weights=None, input_shape=(64, 64, 3), classes=10),
    "efficientnet-b0": lambda: keras.applications.EfficientNetB0(weights=None, input_shape=(64, 64, 3), classes=10),
    "efficientnet-v2": lambda: keras.applications.EfficientNetV2B0(weights=None, input_shape=(64, 64, 3), classes=10),
    "densenet121": lambda: keras.applications.DenseNet121(weights=None, input_shape=(64, 64, 3), classes=10),
    "xception": lambda: keras.applications.Xception(weights=None, input_shape=(80, 80, 3), classes=10),
    "inception-v3": lambda: keras.applications.InceptionV3(weights=None, input_shape=(96, 96, 3), classes=10),
    "nasnet": lambda: keras.applications.NASNetMobile(weights=None, input_shape=(64, 64, 3), classes=10),
    "resnet50": lambda: keras.applications.ResNet50(weights=None, input_shape=(64, 64, 3), classes=10),
    "resnet50-v2": lambda: keras.applications.ResNet50V2(weights=None, input_shape=(64, 64, 3), classes=10),
    "convnext": lambda: keras.applications.ConvNeXtTiny(weights=None, input_shape=(64, 64, 3), classes=10),
}  # fmt: skip


def _write(model, path: Path, opset: int, batch: int | None, dtype=tf.float32) -> None:
    if path.exists():
        return
    shape = (batch, *model.inputs[0].shape[1:])
    function = tf.function(lambda x: model(tf.cast(x, tf.float32), training=False))
    try:
        tf2onnx.convert.from_function(
            function,
            [tf.TensorSpec(shape, dtype, name="input")],
            opset=opset,
            output_path=str(path),
        )
    except Exception as error:
        path.unlink(missing_ok=True)
        print(f"not exported: {path.name}: {(str(error).splitlines() or [''])[0][:100]}")


def main(out: Path, large: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(0)
    if large:
        for name, build in APPLICATIONS.items():
            _write(build(), out / f"keras-application__{name}__opset17.onnx", 17, None)
        return
    for name, build in MODELS.items():
        given = keras.Input((32, 32, 3))
        model = keras.Model(given, build(given))
        for opset in (9, 13, 15, 18):
            _write(model, out / f"keras__{name}__opset{opset}.onnx", opset, None)
        _write(model, out / f"keras-fixed-batch-1__{name}__opset15.onnx", 15, 1)
        if name in ("cnn", "rescaled"):
            _write(model, out / f"keras-uint8__{name}__opset15.onnx", 15, None, tf.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "large")
