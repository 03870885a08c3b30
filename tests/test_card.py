"""What a GPU is asked for: the same picture every time, and no more memory than it has."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.painters import card, models
from tlstyle.painting.apart import here
from tlstyle.painting.load import Load
from tlstyle.size import Size

HD = Size(1920, 1080)


@pytest.mark.parametrize(("wanted", "gpus", "device"), [("auto", 1, "GPU 0"), ("cpu", 1, "CPU")])
def test_only_a_gpu_is_told_to_paint_alike(
    monkeypatch: pytest.MonkeyPatch, wanted: str, gpus: int, device: str
) -> None:
    config = Mock(list_physical_devices=lambda kind: [kind] * gpus)
    monkeypatch.setattr(models, "_quiet_tensorflow", lambda: SimpleNamespace(config=config))
    assert models.choose_device(wanted) == device
    told = config.experimental
    if device == "CPU":
        told.enable_op_determinism.assert_not_called()
        told.enable_tensor_float_32_execution.assert_not_called()
    else:
        told.enable_op_determinism.assert_called_once_with()
        told.enable_tensor_float_32_execution.assert_called_once_with(False)


def driver(failure: int) -> Any:
    def total(reference: Any, device: Any) -> int:
        reference._obj.value = 10_000_000 + device.value
        return failure

    def get(reference: Any, number: int) -> int:
        reference._obj.value = 100 * number
        return 0

    return SimpleNamespace(cuInit=lambda flags: 0, cuDeviceGet=get, cuDeviceTotalMem_v2=total)


@pytest.mark.parametrize(("failure", "room"), [(0, 8_000_160), (2, float("inf"))])
def test_the_driver_tells_how_much_memory_a_card_has(
    monkeypatch: pytest.MonkeyPatch, failure: int, room: float
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda name: driver(failure))
    assert card.room(2) == room


def test_without_a_driver_nothing_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "DRIVER", "libcuda-of-nobody.so")
    assert card.room(0) == float("inf")


@pytest.mark.parametrize(
    ("gigabytes", "canvas", "batch"),
    [(139, HD, 16), (40, HD, 8), (16, HD, 4), (6, HD, 1), (2, HD, 1), (139, Size(3840, 2160), 8)],
)
def test_a_load_is_sized_by_the_card(gigabytes: int, canvas: Size, batch: int) -> None:
    room = gigabytes * 1e9 * card.SHARE
    assert Load(2, 16).within(room, canvas) == Load(2, batch)


class Noting(FakePainter):
    """Notes how many canvases it is given at once."""

    def paint(self, canvases: Any, *codes: Any) -> Any:
        self.given = {*getattr(self, "given", ()), len(canvases)}
        return super().paint(canvases, *codes)


@pytest.mark.parametrize(("doubles", "stacks"), [(True, 2), (False, 1)])
def test_no_memory_that_a_card_lacks_is_ever_asked_for(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    doubles: bool,
    stacks: int,
) -> None:
    painter = Noting(largest_load=2 * stacks)
    monkeypatch.setattr(models, "choose_device", lambda wanted: "GPU 0")
    monkeypatch.setattr(models, "open_painter", lambda *_: painter)
    monkeypatch.setattr("tlstyle.painting.paint.apart", lambda *_: nullcontext(here))
    monkeypatch.setattr(card, "room", lambda number: 2 * 2 * 32 * 18 * 768 + number)
    monkeypatch.setattr(card, "peak", lambda: 1e6 if doubles else 2e6)
    assert run(["paint", str(site.file)]) == 0
    assert painter.given == {2}
    assert painter.painted == 14
    assert "out of memory" not in capsys.readouterr().out
