"""Which network a project's `model` means, on which device, and what identifies it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlstyle.errors import ModelError, OptionError
from tlstyle.painters import builtin, card, savedmodel

if TYPE_CHECKING:
    from tlstyle.painters.painter import Painter


def check_model(model: str) -> None:
    """Look at a model's files, without loading it.

    Raises:
        ModelError: a folder is missing or is no SavedModel, or a URL is not one of https.
    """
    if "://" in model:
        if not model.lower().startswith("https://"):
            raise ModelError(f"{model}: a model is fetched over https only, or is a folder here")
    elif model != "builtin":
        savedmodel.check_savedmodel(model)


def model_digest(model: str) -> str:
    """Return what tells a network's weights from any other's, without loading them."""
    return builtin.weights_digest() if model == "builtin" else savedmodel.model_digest(model)


def open_painter(
    model: str, digest: str, report: Callable[[str], None], brush: Path | None = None
) -> Painter:
    """Load a network; `report` is told in a line what takes long or falls short.

    Args:
        model: What a project calls it.
        digest: What `model_digest` returned for it when the frames were planned.
        report: Takes a line.
        brush: A file that was studied, which the built-in network paints with.

    Raises:
        ModelError: it cannot be fetched or loaded, or has another digest by now.
        OSError: the brush cannot be read.
        ValueError: it is none.
    """
    painter = _loaded(model, report, brush)
    if model_digest(model) != digest:  # looked at last, so that it cannot change in between
        raise ModelError(f"{model}: changed since this run began: run it again")
    return painter


def _loaded(model: str, report: Callable[[str], None], brush: Path | None) -> Painter:
    if model == "builtin":
        from tlstyle.painters.builtin.painter import (
            BuiltinPainter,  # imports Keras, and with it TensorFlow
        )

        return BuiltinPainter(brush=brush)
    return savedmodel.open_savedmodel(model, report)


def refuse_unknown_device(wanted: str) -> None:
    """Make sure that a device is called as devices are, whether or not there is one.

    Raises:
        OptionError: it is not.
    """
    if not re.fullmatch(r"auto|cpu|gpu(:\d+)?", wanted):
        raise OptionError(
            f"--device {wanted}: there is auto, cpu, gpu, and gpu:1 for the second GPU"
        )


def choose_device(wanted: str) -> str:
    """Bind TensorFlow to a device, before anything is loaded, and return what it is called.

    Args:
        wanted: "auto" (the first GPU, else the CPU), "cpu", "gpu", or "gpu:1" for the second GPU.

    Raises:
        ModelError: there is no such device, or this process has painted on another.
        OptionError: no device is called so.
    """
    refuse_unknown_device(wanted)
    tensorflow = _quiet_tensorflow()
    gpus = tensorflow.config.list_physical_devices("GPU") if wanted != "cpu" else []
    number = int(wanted.partition(":")[2] or 0)
    if wanted.startswith("gpu") and number >= len(gpus):
        raise ModelError(
            f"--device {wanted}: TensorFlow sees {len(gpus)} GPUs here; use --device cpu"
        )
    chosen = gpus[number : number + 1]
    try:
        tensorflow.config.set_visible_devices(chosen, "GPU")
        for gpu in chosen:
            tensorflow.config.experimental.set_memory_growth(gpu, True)
            card.paint_alike(tensorflow)
    except RuntimeError as error:
        raise ModelError(
            f"--device {wanted}: this process has painted on another device: start it again"
        ) from error
    return f"GPU {number}" if chosen else "CPU"


def share_machine(wanted: str, part: int, threads: int) -> str:
    """Bind TensorFlow to a worker's share of this machine, before anything is loaded.

    Args:
        wanted: The device that all workers are to paint on, as `choose_device` takes it.
        part: The worker's number, from 0: where there are GPUs, each worker gets the next one.
        threads: The cores that its network may use.

    Returns:
        The device that this worker is to choose.
    """
    tensorflow = _quiet_tensorflow()
    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    gpus = tensorflow.config.list_physical_devices("GPU") if wanted in ("auto", "gpu") else []
    return f"gpu:{part % len(gpus)}" if gpus else wanted


def is_out_of_memory(error: Exception) -> bool:
    """Tell whether a painter failed for want of memory, which a smaller batch may mend."""
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"


def _quiet_tensorflow() -> Any:
    """Import TensorFlow without its start-up log, which means nothing to a photographer.

    What it logs before it has read its own settings can only be kept from the terminal itself.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        import tensorflow
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    return tensorflow
