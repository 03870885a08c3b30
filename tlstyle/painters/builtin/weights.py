"""The weights' file: float16 arrays in the order in which the networks hold their variables."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tlstyle.system.found import once

if TYPE_CHECKING:
    from tlstyle.painters.builtin.network import PaintingNetwork, StyleNetwork

WEIGHTS = Path(__file__).with_name("weights.npz")
NETWORK_VERSION = 7
"""To be raised with every change to the network that changes what the same weights paint."""


def weights_digest(path: Path = WEIGHTS) -> str:
    """Return 16 hexadecimal digits that change whenever what the network paints may change."""
    return once(f"network {NETWORK_VERSION}", [path], partial(_digest, path))


def _digest(path: Path) -> str:
    digest = hashlib.blake2b(path.read_bytes(), digest_size=8)
    digest.update(f"network {NETWORK_VERSION}".encode())
    return digest.hexdigest()


def publish(path: Path, arrays: dict[str, Any]) -> None:
    """Write arrays to an .npz file that gets its name only when it is complete."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as file:
        np.savez(file, **arrays)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def float16_weights(**networks: PaintingNetwork | StyleNetwork) -> dict[str, Any]:
    """Return the weights of networks as float16, named by network and place."""
    return {
        f"{name}{index:03d}": np.asarray(variable, np.float16)
        for name, network in networks.items()
        for index, variable in enumerate(network.trainable_variables)
    }


def with_policy(policy: str, network: Callable[[], Any]) -> Any:
    """Return a new network whose layers compute by a Keras dtype policy."""
    import keras

    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        return network()
    finally:
        keras.config.set_dtype_policy(usual)


def load_networks(
    path: Path = WEIGHTS, policy: str = "float32", brush: Path | None = None
) -> tuple[PaintingNetwork, StyleNetwork]:
    """Return the painter, which computes by a Keras dtype policy, and the style network.

    A `brush` is a file of the painter's weights alone, which take the place of those in `path`.
    """
    # Here, so that the digest can be had without loading Keras.
    from tlstyle.painters.builtin.network import PaintingNetwork, StyleNetwork

    painter, eye = with_policy(policy, PaintingNetwork), StyleNetwork()
    for name, network, file in (("painter", painter, brush or path), ("eye", eye, path)):
        with np.load(file) as stored:
            for index, variable in enumerate(network.trainable_variables):
                variable.assign(stored[f"{name}{index:03d}"].astype(np.float32))
    return painter, eye
