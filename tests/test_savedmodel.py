from __future__ import annotations

import email.message
import hashlib
import io
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
import urllib.error
import urllib.request
import urllib.response
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from conftest import Site
from tlstyle.cli.app import run
from tlstyle.errors import ModelError
from tlstyle.painters import models
from tlstyle.painters.graph import graph_of
from tlstyle.painters.models import open_painter
from tlstyle.painters.painter import mix
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.painters.savedmodel import (
    SavedModelPainter,
    check_savedmodel,
    model_digest,
    open_savedmodel,
)
from tlstyle.painters.savedmodel import hub as hub_module
from tlstyle.painters.savedmodel import painter as painter_module
from tlstyle.painters.savedmodel.signature import read_signature
from tlstyle.painting.apart import here

REPO = Path(__file__).parents[1]
URL = "https://hub.invalid/google/magenta/arbitrary-image-stylization-v1-256/2"
Bytes = NDArray[np.uint8]


def conv(x: Any, name: str, size: int, depth: int, stride: int = 1) -> Any:
    import tensorflow as tf

    v1, pad = tf.compat.v1, [size // 2] * 2
    with v1.variable_scope(name):
        shape = (size, size, int(x.shape[-1]), depth)
        random = v1.random_normal_initializer(0, 0.4, seed=len(name) + depth)
        kernel = v1.get_variable("kernel", shape, initializer=random)
        bias = v1.get_variable("bias", (depth,), initializer=random)
    x = tf.pad(x, [[0, 0], pad, pad, [0, 0]], "REFLECT")
    return tf.nn.conv2d(x, kernel, stride, "VALID") + bias


def style_norm(x: Any, bottleneck: Any, name: str) -> Any:
    import tensorflow as tf

    def parameter(kind: str) -> Any:
        value = tf.squeeze(conv(bottleneck, f"{name}/{kind}", 1, int(x.shape[-1])), [1, 2])
        checked = tf.compat.v1.check_numerics(value, f"NaN in {kind}")
        return tf.expand_dims(tf.expand_dims(checked, 1), 1)

    mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
    beta, gamma = parameter("beta"), parameter("gamma")
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-5)


def stylize(content: Any, style: Any) -> Any:
    """Build, in the manner of Magenta's TF1 code, a network of 4 style tensors, 14 numbers."""
    import tensorflow as tf

    features = tf.nn.relu(conv(style, "predictor", 3, 4, 2))
    bottleneck = conv(tf.reduce_mean(features, [1, 2], keepdims=True), "bottleneck", 1, 5)
    sane = tf.compat.v1.Assert(tf.reduce_all(bottleneck < 1e6), [bottleneck])
    with tf.control_dependencies([sane]):
        x = tf.nn.relu(conv(content, "contract1", 3, 4, 2))
    x = tf.nn.relu(conv(x, "contract2", 3, 4, 2))
    x = tf.nn.relu(style_norm(x, bottleneck, "residual"))
    size = 4 * tf.shape(x)[1:3]
    x = tf.compat.v1.image.resize_nearest_neighbor(x, size)
    return tf.nn.sigmoid(style_norm(conv(x, "expand", 3, 3), bottleneck, "out"))


def export_like_magenta(folder: Path) -> None:
    """Save the way of export_hub.py in magenta/models/arbitrary_image_stylization."""
    import tensorflow as tf

    feeds: list[Any] = []
    fetches: list[Any] = []

    def umbrella(content: Any, style: Any) -> Any:
        feeds.extend([content, style])
        fetches.append(stylize(content, style))
        return fetches[0]

    pictures = tf.TensorSpec((None, None, None, 3), tf.float32)
    wrapped = tf.compat.v1.wrap_function(umbrella, [pictures, pictures])
    module = tf.train.Checkpoint()
    module.__call__ = wrapped.prune(feeds, fetches)
    module.variables = list(module.__call__.graph.variables)
    module.save_counter  # noqa: B018 - as Magenta does: reading it makes it
    tf.saved_model.save(module, str(folder), signatures=module.__call__)


def export_tf1(folder: Path, key: str, names: tuple[str, str], use_resource: bool) -> None:
    """Save a session's graph whose style placeholder comes before its content's."""
    import tensorflow as tf

    v1 = tf.compat.v1
    with (
        tf.Graph().as_default(),
        v1.Session() as session,
        v1.variable_scope("", use_resource=use_resource),
    ):
        style = v1.placeholder(tf.float32, (None, None, None, 3))
        content = v1.placeholder(tf.float32, (None, None, None, 3))
        inputs = dict(zip(names, (content, style), strict=True))
        painted = {"stylized": stylize(content, style)}
        signature = v1.saved_model.predict_signature_def(inputs, painted)
        session.run(v1.global_variables_initializer())
        builder = v1.saved_model.Builder(str(folder))
        builder.add_meta_graph_and_variables(session, ["serve", "art"], {key: signature})
        builder.save()


def export(
    folder: Path, paint: Callable[..., Any], *names: str, content: Any = None, style: Any = None
) -> str:
    """Save a function without variables; content and style are shapes."""
    import tensorflow as tf

    shapes = content or (None, None, None, 3), style or (None, None, None, 3)
    specs = [tf.TensorSpec(shape, name=name) for shape, name in zip(shapes, names, strict=True)]
    module = tf.Module()
    module.paint = tf.function(paint, input_signature=specs)
    tf.saved_model.save(module, str(folder), signatures=module.paint)
    return str(folder)


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "magenta-manner"
    export_like_magenta(folder)
    return folder


@pytest.fixture(
    scope="session",
    params=[
        ("serving_default", ("content_image", "style_image"), True),
        ("default", ("the_content", "a_style"), False),
    ],
    ids=["variables", "reference variables"],
)
def tf1(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tf1"
    export_tf1(folder, *request.param)
    return folder


@pytest.fixture(scope="session")
def toy_painter(toy: Path) -> SavedModelPainter:
    return opened(str(toy))


@pytest.fixture(scope="session")
def magenta() -> Path:
    data = os.environ.get("TLSTYLE_DATA")
    shared = Path(data).parent if data else REPO.parent / "shared"
    folder = shared / "models" / "magenta-mobile"
    if not folder.is_dir():
        pytest.skip(
            "the real model is not here: set TLSTYLE_DATA to the data folder beside models/"
        )
    return folder


@pytest.fixture(scope="session")
def magenta_painter(magenta: Path) -> SavedModelPainter:
    return opened(str(magenta))


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    return tmp_path / "cache"


def opened(source: str, bfloat16: bool = False) -> SavedModelPainter:
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painter_module, "paints_in_bfloat16", lambda: bfloat16)
        painter = open_savedmodel(source, said.append)
    assert said == []
    return painter


def picture(seed: int, height: int = 256, width: int = 256) -> Bytes:
    """Return coloured squares, 16 pixels wide."""
    random = np.random.default_rng(seed)
    squares = random.integers(0, 256, (-(-height // 16), -(-width // 16), 3), np.uint8)
    return np.kron(squares, np.ones((16, 16, 1), np.uint8))[:height, :width]


def canvases(count: int, height: int, width: int) -> Bytes:
    return np.stack([picture(100 + n, height, width) for n in range(count)])


def own_call(folder: Path, contents: Bytes, style: Bytes) -> Bytes:
    """Return what the module itself paints, by its own whole call."""
    import tensorflow as tf

    module = tf.saved_model.load(str(folder))
    (function,) = module.signatures.values()
    styles = np.repeat(style[None], len(contents), axis=0)
    floats = [tf.constant(x, tf.float32) / 255 for x in (contents, styles)]
    names = function.structured_input_signature[1]
    names = sorted(names, key=lambda name: ("style" in name, name))
    (painted,) = function(**dict(zip(names, floats, strict=True))).values()
    return np.round(np.asarray(painted) * 255).astype(np.uint8)


def test_a_module_saved_in_magentas_manner_paints_what_its_own_call_paints(
    toy: Path, toy_painter: SavedModelPainter
) -> None:
    assert toy_painter.mixes
    code = toy_painter.encode(picture(1))
    painted = toy_painter.paint(canvases(1, 64, 96), code)
    assert [tensor.size for tensor in code] == [4, 4, 3, 3]
    assert painted.dtype == np.uint8
    assert painted.std() > 10
    np.testing.assert_array_equal(painted, own_call(toy, canvases(1, 64, 96), picture(1)))


def test_a_tf1_graph_with_its_inputs_the_other_way_round_paints_what_its_own_call_paints(
    tf1: Path,
) -> None:
    painter = opened(str(tf1))
    assert painter.mixes
    painted = painter.paint(canvases(1, 64, 96), painter.encode(picture(1)))
    np.testing.assert_array_equal(painted, own_call(tf1, canvases(1, 64, 96), picture(1)))


def test_an_odd_canvas_gets_the_modules_own_painting_cropped_back(
    toy: Path, toy_painter: SavedModelPainter
) -> None:
    painted = toy_painter.paint(canvases(1, 61, 94), toy_painter.encode(picture(1)))
    own = own_call(toy, canvases(1, 61, 94), picture(1))
    assert own.shape == (1, 64, 96, 3)
    np.testing.assert_array_equal(painted, own[:, :61, :94])


def test_a_canvas_of_16_bits_is_painted_from_all_of_them(toy_painter: SavedModelPainter) -> None:
    code, eight = toy_painter.encode(picture(1)), canvases(1, 64, 96)
    deep = eight * np.uint16(257)
    np.testing.assert_array_equal(toy_painter.paint(deep, code), toy_painter.paint(eight, code))
    finer = toy_painter.paint(deep - deep // 257, code)  # as its upper byte alone would not tell
    assert (finer != toy_painter.paint(eight, code)).any()


def test_a_painting_may_have_16_bits(toy_painter: SavedModelPainter) -> None:
    two, codes = canvases(2, 64, 96), [toy_painter.encode(picture(seed)) for seed in (1, 2)]
    deep = toy_painter.paint_deep(two, *codes)
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257 - toy_painter.paint(two, *codes)).max() <= 0.51
    assert len(np.unique(deep)) > 2000


def test_canvases_painted_together_are_as_painted_alone(toy_painter: SavedModelPainter) -> None:
    code, three = toy_painter.encode(picture(1)), canvases(3, 48, 64)
    alone = [toy_painter.paint(three[n : n + 1], code) for n in range(3)]
    np.testing.assert_array_equal(toy_painter.paint(three, code), np.concatenate(alone))


def test_a_mix_of_styles_leads_from_one_to_the_other(toy_painter: SavedModelPainter) -> None:
    code_a, code_b = (toy_painter.encode(picture(seed)) for seed in (1, 2))

    def painted(weight: float) -> NDArray[np.float64]:
        code = mix([code_a, code_b], [1 - weight, weight])
        return toy_painter.paint(canvases(1, 64, 64), code).astype(float)

    plain = toy_painter.paint(canvases(1, 64, 64), code_a)
    np.testing.assert_array_equal(painted(0), plain)
    across = np.abs(painted(1) - painted(0)).mean()
    assert 0 < np.abs(painted(0.5) - painted(0)).mean() < across
    assert 0 < np.abs(painted(0.5) - painted(1)).mean() < across


def test_the_real_model_splits_into_26_tensors_of_694_numbers_and_paints_exactly_as_whole(
    magenta: Path, magenta_painter: SavedModelPainter
) -> None:
    code = magenta_painter.encode(picture(1))
    assert (len(code), sum(tensor.size for tensor in code)) == (26, 694)
    for size in ((192, 256), (101, 158)):
        painted = magenta_painter.paint(canvases(2, *size), code)
        own = own_call(magenta, canvases(2, *size), picture(1))[:, : size[0], : size[1]]
        np.testing.assert_array_equal(painted, own)


def test_in_bfloat16_the_real_model_paints_within_a_level_and_reads_styles_exactly(
    magenta: Path, magenta_painter: SavedModelPainter
) -> None:
    painter, stills = opened(str(magenta), bfloat16=True), canvases(1, 192, 256)
    code = magenta_painter.encode(picture(1))
    off = painter.paint(stills, code).astype(float) - magenta_painter.paint(stills, code)
    assert np.abs(off).mean() < 1
    assert off.any() or not paints_in_bfloat16()
    for one, other in zip(painter.encode(picture(1)), code, strict=True):
        np.testing.assert_array_equal(one, other)


def test_canvases_painted_at_once_in_bfloat16_are_as_painted_one_by_one(magenta: Path) -> None:
    painter, still = opened(str(magenta), bfloat16=True), canvases(1, 64, 64)
    code = painter.encode(picture(1))
    alone = painter.paint(still, code)
    with ThreadPoolExecutor(3) as hands:
        at_once = hands.map(lambda _: painter.paint(still, code), range(200))
        assert all((painted == alone).all() for painted in at_once)


def test_on_the_real_model_half_of_two_styles_lies_between_them(
    magenta_painter: SavedModelPainter,
) -> None:
    codes = [magenta_painter.encode(picture(seed)) for seed in (1, 2)]
    still = canvases(1, 128, 128)
    first, half, second = (
        magenta_painter.paint(still, code).astype(float)
        for code in (codes[0], mix(codes, [0.5, 0.5]), codes[1])
    )
    across = np.abs(second - first).mean()
    assert 0 < np.abs(half - first).mean() < across
    assert 0 < np.abs(half - second).mean() < across


def blended(content: Any, style: Any) -> Any:
    import tensorflow as tf

    # Unlike a sum, this takes as many styles as contents.
    both = tf.concat([content, tf.image.resize(style, tf.shape(content)[1:3])], axis=-1)
    return 0.5 * both[..., :3] + 0.5 * both[..., 3:]


def noisy(content: Any, style: Any) -> Any:
    import tensorflow as tf

    colour = tf.reduce_mean(style, [1, 2], keepdims=True)
    # The clock, as no other test can seed it; what passes between two calls is milliseconds.
    return content * colour + 0.1 * tf.cast(tf.math.mod(tf.timestamp() * 97, 1.0), tf.float32)


def plain(content: Any, style: Any) -> Any:
    return content * 0.5 + 0 * style[:1, :1, :1]


@pytest.mark.parametrize(
    ("paint", "style", "reason"),
    [
        (blended, None, "its style reaches the content as float32"),
        (blended, (None, 256, 256, 3), "its content meets the style picture itself"),
        (noisy, None, "its halves paint otherwise than the whole"),
        (lambda content, style: content * 0.5, None, "no tensor of its style alone"),
    ],
)
def test_a_model_that_does_not_split_paints_by_its_whole_call_and_says_so(
    tmp_path: Path, paint: Callable[..., Any], style: Any, reason: str
) -> None:
    folder = export(tmp_path / "whole", paint, "content", "style", style=style)
    said: list[str] = []
    painter = open_savedmodel(folder, said.append)
    (line,) = said
    assert line.startswith(f"{folder} does not split ({reason}")
    assert not painter.mixes
    code = painter.encode(picture(1))
    assert [tensor.shape for tensor in code] == [(1, 256, 256, 3)]
    assert painter.paint(canvases(2, 33, 48), code).shape == (2, 33, 48, 3)


def test_a_whole_call_paints_what_the_module_paints(tmp_path: Path) -> None:
    folder = export(tmp_path / "whole", blended, "content", "style")
    painter = open_savedmodel(folder, lambda line: None)
    painted = painter.paint(canvases(2, 33, 48), painter.encode(picture(1)))
    np.testing.assert_array_equal(
        painted, own_call(tmp_path / "whole", canvases(2, 33, 48), picture(1))
    )


@pytest.mark.parametrize(
    ("scale", "shift", "found"),
    [(255, 0, "[0-9.]+ to 2"), (2, -1, "-0.9.* to 0.9"), (np.nan, 0, "nan")],
)
def test_a_model_that_paints_in_other_numbers_is_refused(
    tmp_path: Path, scale: float, shift: float, found: str
) -> None:
    folder = export(
        tmp_path / "other", lambda c, style: scale * blended(c, style) + shift, "content", "style"
    )
    with pytest.raises(ModelError, match=rf"{folder}: the model paints from {found}"):
        open_savedmodel(folder, lambda line: None)


def test_a_model_that_paints_less_than_the_canvas_is_refused(tmp_path: Path) -> None:
    folder = export(
        tmp_path / "less", lambda content, style: plain(content, style)[:, 4:], "content", "style"
    )
    painter = open_savedmodel(folder, lambda line: None)
    with pytest.raises(ModelError, match="canvases of 48 x 32 the model paints 48 x 28"):
        painter.paint(canvases(1, 32, 48), painter.encode(picture(1)))


def test_a_model_that_fails_on_a_canvas_says_what_it_said(tmp_path: Path) -> None:
    import tensorflow as tf

    def picky(content: Any, style: Any) -> Any:
        small = tf.debugging.assert_less(tf.shape(content)[1], 100, message="too tall for me")
        with tf.control_dependencies([small]):
            return plain(content, style)

    folder = export(tmp_path / "picky", picky, "content", "style")
    painter = open_savedmodel(folder, lambda line: None)
    with pytest.raises(
        ModelError, match=r"canvases of 48 x 120 the model fails: .*too tall for me"
    ):
        painter.paint(canvases(1, 120, 48), painter.encode(picture(1)))


def test_on_a_device_a_model_paints_each_canvas_by_its_own_code(toy: Path) -> None:
    painter, stills = opened(str(toy)), canvases(2, 34, 46)
    codes = [painter.encode(picture(seed)) for seed in (1, 2)]
    stacked = tuple(np.stack(parts) for parts in zip(*codes, strict=True))
    graph = graph_of(lambda pictures, parts: painter.on_device(pictures / 255, parts))
    off = 255 * graph(stills.astype(np.float32), stacked) - painter.paint(stills, *codes)
    assert np.abs(off).max() < 0.51
    assert (painter.paint(stills, codes[0]) != painter.paint(stills, codes[1])).mean() > 0.5


def test_on_a_device_a_model_that_paints_less_than_the_canvas_is_refused(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = export(
        tmp_path / "less", lambda content, style: plain(content, style)[:, 4:], "content", "style"
    )
    monkeypatch.setattr(models, "choose_device", lambda wanted: "GPU 0")
    monkeypatch.setattr("tlstyle.painting.paint.apart", lambda *_: nullcontext(here))
    site.replace("fps = 24", f'fps = 24\n\n[style]\nmodel = "{folder}"')
    assert run(["paint", str(site.file)]) == 2
    assert "on canvases of" in (told := capfd.readouterr().err)
    assert "choose a canvas that it keeps" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("names", "content", "found"),
    [
        (("left", "right"), None, r"left float32 \[\?, \?, \?, 3\], right float32"),
        (("content", "style"), (None, None, None, 1), r"content float32 \[\?, \?, \?, 1\]"),
        (("content", "style"), (1, 256, 256, 3), r"content float32 \[1, 256, 256, 3\]"),
    ],
)
def test_another_signature_is_refused_with_what_was_found_and_what_is_needed(
    tmp_path: Path, names: tuple[str, str], content: Any, found: str
) -> None:
    folder = export(tmp_path / "other", plain, *names, content=content)
    with pytest.raises(ModelError, match=f"{folder}: .*{found}.*needed are two inputs") as refused:
        check_savedmodel(folder)
    with pytest.raises(ModelError) as again:
        open_savedmodel(folder, lambda line: None)
    assert str(again.value) == str(refused.value)


def test_a_folder_that_is_no_savedmodel_is_refused(tmp_path: Path, toy: Path) -> None:
    for folder, trouble in [
        (tmp_path / "nowhere", "no such folder"),
        (tmp_path, "not a SavedModel, saved_model.pb is missing"),
        (toy.parent, f"did you mean {toy}?"),
    ]:
        for judge in (check_savedmodel, model_digest):
            with pytest.raises(ModelError) as refused:
                judge(str(folder))
            assert str(refused.value).startswith(str(folder))
            assert trouble in str(refused.value)


@pytest.mark.parametrize("content", [b"<html>404</html>", b"\x08\x01", "half"])
def test_a_damaged_saved_model_pb_is_refused(
    tmp_path: Path, toy: Path, content: bytes | str
) -> None:
    folder = Path(shutil.copytree(toy, tmp_path / "damaged"))
    graph = folder / "saved_model.pb"
    whole = graph.read_bytes()
    graph.write_bytes(content if isinstance(content, bytes) else whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=r"damaged|no signature"):
        check_savedmodel(folder)


def test_lost_and_damaged_variables_are_refused(tmp_path: Path, toy: Path) -> None:
    folder = Path(shutil.copytree(toy, tmp_path / "damaged"))
    shard = next((folder / "variables").glob("*.data-*"))
    (folder / "variables" / "variables.index").write_bytes(b"not an index")
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_savedmodel(str(folder), lambda line: None)
    shard.unlink()
    shard.symlink_to("gone")
    with pytest.raises(ModelError, match="files are missing"):
        check_savedmodel(folder)


def test_a_savedmodel_in_text_form_opens(tmp_path: Path, toy: Path) -> None:
    from tensorflow.core.protobuf import saved_model_pb2

    folder = Path(shutil.copytree(toy, tmp_path / "text"))
    graph = folder / "saved_model.pb"
    parsed = saved_model_pb2.SavedModel.FromString(graph.read_bytes())
    (folder / "saved_model.pbtxt").write_text(str(parsed))
    graph.unlink()
    check_savedmodel(folder)
    assert opened(str(folder)).mixes


def test_a_digest_tells_one_model_from_another_and_not_one_copy_from_another(
    tmp_path: Path, toy: Path
) -> None:
    copy = Path(shutil.copytree(toy, tmp_path / "copy"))
    (copy / "fingerprint.pb").write_bytes(b"another export")
    assert model_digest(str(copy)) == model_digest(str(toy))
    (copy / "assets" / "words.txt").write_text("x")
    with_asset = model_digest(str(copy))
    shard = next((copy / "variables").glob("*.data-*"))
    shard.write_bytes(shard.read_bytes()[::-1])
    assert len({model_digest(str(toy)), with_asset, model_digest(str(copy))}) == 3
    assert model_digest(URL) == URL


def test_a_model_replaced_before_it_is_loaded_is_refused(tmp_path: Path, toy: Path) -> None:
    copy = Path(shutil.copytree(toy, tmp_path / "copy"))
    digest = model_digest(str(copy))
    assert open_painter(str(copy), digest, lambda line: None).mixes
    (copy / "assets" / "words.txt").write_text("x")
    with pytest.raises(ModelError, match="copy: changed since this run began: run it again"):
        open_painter(str(copy), digest, lambda line: None)


def test_a_model_that_may_not_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, toy: Path, tmp_path: Path
) -> None:
    toy = Path(shutil.copytree(toy, tmp_path / "toy"))  # of which nothing is known in this process

    def denied(file: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "read_bytes", denied)
    for judge in (check_savedmodel, model_digest):
        with pytest.raises(ModelError, match=r"saved_model.pb: cannot be read: Permission denied"):
            judge(str(toy))


def test_of_several_graphs_the_one_not_for_training_paints(tmp_path: Path, toy: Path) -> None:
    from tensorflow.core.protobuf import saved_model_pb2

    folder = Path(shutil.copytree(toy, tmp_path / "two"))
    graph = folder / "saved_model.pb"
    model = saved_model_pb2.SavedModel.FromString(graph.read_bytes())
    model.meta_graphs.insert(0, model.meta_graphs[0])
    model.meta_graphs[0].meta_info_def.tags[:] = ["train", "serve"]
    graph.write_bytes(model.SerializeToString())
    assert read_signature(graph.read_bytes(), folder).tags == ("serve",)


def test_checking_and_digesting_import_no_tensorflow(toy: Path) -> None:
    program = (
        "import sys; from tlstyle.painters.savedmodel import check_savedmodel, model_digest; "
        "check_savedmodel(sys.argv[1]); model_digest(sys.argv[1]); "
        "sys.exit(any(name.startswith('tensorflow') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", program, str(toy)], check=True, cwd=REPO)


def test_a_folder_is_opened_without_tensorflow_hub(
    monkeypatch: pytest.MonkeyPatch, toy: Path
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow_hub", None)
    assert opened(str(toy)).mixes


def test_plain_http_is_refused_before_anything_is_asked_of_the_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/model/1"
        with pytest.raises(ModelError, match=r"over https only; set model = \"builtin\", or"):
            open_savedmodel(url, lambda line: None)
        with pytest.raises(TimeoutError):
            server.accept()


def archive(folder: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.add(folder, arcname=".")
    return packed.getvalue()


def serve(monkeypatch: pytest.MonkeyPatch, answer: bytes | Exception) -> list[str]:
    """Let every download have this answer; returns the list of what gets asked for."""
    asked: list[str] = []

    def urlopen(request: urllib.request.Request, context: object) -> io.BytesIO:
        asked.append(request.full_url)
        if isinstance(answer, Exception):
            raise answer
        return io.BytesIO(answer)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    return asked


def cached(cache: Path, url: str = URL) -> Path:
    return cache / hashlib.sha1(url.encode()).hexdigest()


def test_a_url_is_downloaded_once(monkeypatch: pytest.MonkeyPatch, cache: Path, toy: Path) -> None:
    asked = serve(monkeypatch, archive(toy))
    said: list[str] = []
    first = open_savedmodel(URL, said.append)
    second = opened(URL)
    assert asked == [f"{URL}?tf-hub-format=compressed"]
    assert said[0] == f"downloading {URL}"
    assert said[1].startswith(f"Downloaded {URL}, Total size: ")
    np.testing.assert_array_equal(first.encode(picture(1))[0], second.encode(picture(1))[0])
    assert cached(cache).is_dir()


def test_without_tfhub_cache_dir_modules_go_to_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TFHUB_CACHE_DIR", raising=False)
    monkeypatch.setattr(hub_module, "user_cache_dir", lambda name: str(tmp_path / name))
    told: list[str] = []
    resolve = SimpleNamespace(resolve=lambda url: told.append(os.environ["TFHUB_CACHE_DIR"]))
    monkeypatch.setitem(sys.modules, "tensorflow_hub", resolve)
    with pytest.raises(ModelError, match="what came is not a SavedModel"):
        open_savedmodel(URL, lambda line: None)
    assert told == [str(tmp_path / "tlstyle" / "models")]
    assert "TFHUB_CACHE_DIR" not in os.environ


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            urllib.error.URLError(socket.gaierror(-2, "Name or service not known")),
            "Name or service",
        ),
        (urllib.error.HTTPError(URL, 403, "Forbidden", None, None), "HTTP Error 403: Forbidden"),  # type: ignore[arg-type]
        (b"<html>moved</html>", "does not appear to be a valid module"),
        (ImportError("No module named 'pkg_resources'"), "No module named 'pkg_resources'"),
    ],
)
@pytest.mark.usefixtures("cache")
def test_a_url_that_cannot_be_fetched_gives_one_line_with_both_ways_out(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | Exception, reason: str
) -> None:
    serve(monkeypatch, answer)
    with pytest.raises(ModelError) as failed:
        open_savedmodel(URL, lambda line: None)
    line = str(failed.value)
    assert line.startswith(f"cannot fetch the model {URL}: ")
    assert reason in line
    assert line.endswith(
        'set model = "builtin", or download it by hand, unpack it and set model to its folder'
    )
    assert "\n" not in line


def redirect(monkeypatch: pytest.MonkeyPatch, target: str, answer: bytes) -> list[str]:
    """Let the first https request be sent elsewhere and the next have this answer."""
    asked: list[str] = []

    def https_open(
        handler: urllib.request.HTTPSHandler, request: urllib.request.Request
    ) -> urllib.response.addinfourl:
        asked.append(request.full_url)
        headers = email.message.Message()
        headers["Location"] = target
        code = 302 if len(asked) == 1 else 200
        response = urllib.response.addinfourl(io.BytesIO(answer), headers, request.full_url, code)
        response.msg = "Found"  # type: ignore[attr-defined]
        return response

    monkeypatch.setattr(urllib.request.HTTPSHandler, "https_open", https_open)
    return asked


def test_a_redirect_within_https_is_followed(
    monkeypatch: pytest.MonkeyPatch, cache: Path, toy: Path
) -> None:
    target = "https://elsewhere.invalid/model.tar.gz"
    asked = redirect(monkeypatch, target, archive(toy))
    open_savedmodel(URL, lambda line: None)
    assert asked == [f"{URL}?tf-hub-format=compressed", target]


@pytest.mark.usefixtures("cache")
def test_a_redirect_out_of_https_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    before = urllib.request.HTTPRedirectHandler
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        target = f"http://127.0.0.1:{server.getsockname()[1]}/model"
        redirect(monkeypatch, target, b"")
        with pytest.raises(ModelError) as failed:
            open_savedmodel(URL, lambda line: None)
        with pytest.raises(TimeoutError):
            server.accept()
    assert f"{URL}: it leads to {target}, and a model is fetched over https only; set" in str(
        failed.value
    )
    assert "\n" not in str(failed.value)
    assert urllib.request.HTTPRedirectHandler is before


@pytest.mark.usefixtures("cache")
def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "SILENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        end = threading.Timer(10, server.close)
        end.start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}/model/1"
        with pytest.raises(ModelError, match=f"cannot fetch the model {url}: .*timed out"):
            open_savedmodel(url, lambda line: None)
        end.cancel()
    assert socket.getdefaulttimeout() is None


def test_the_lock_of_a_killed_download_is_removed(
    monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    lock = cached(cache).with_suffix(".lock")
    lock.write_text(f"{socket.gethostname()}.{killed.pid}.0a1b")
    part = cached(cache).with_suffix(".0a1b.tmp")
    part.mkdir()
    left: list[bool] = []
    resolve = SimpleNamespace(resolve=lambda url: left.append(lock.exists() or part.exists()))
    monkeypatch.setitem(sys.modules, "tensorflow_hub", resolve)
    with pytest.raises(ModelError, match="what came is not a SavedModel"):
        open_savedmodel(URL, lambda line: None)
    assert left == [False]


@pytest.mark.parametrize("holder", [f"{socket.gethostname()}.{os.getppid()}", "another.host.77"])
def test_the_lock_of_a_download_that_may_be_under_way_is_kept(
    monkeypatch: pytest.MonkeyPatch, cache: Path, holder: str
) -> None:
    lock = cached(cache).with_suffix(".lock")
    lock.write_text(f"{holder}.0a1b")
    kept: list[bool] = []
    resolve = SimpleNamespace(resolve=lambda url: kept.append(lock.exists()))
    monkeypatch.setitem(sys.modules, "tensorflow_hub", resolve)
    with pytest.raises(ModelError, match="what came is not a SavedModel"):
        open_savedmodel(URL, lambda line: None)
    assert kept == [True]


def test_a_module_that_a_cache_cleaner_gutted_is_fetched_again(
    monkeypatch: pytest.MonkeyPatch, cache: Path, toy: Path
) -> None:
    (cached(cache) / "variables").mkdir(parents=True)
    (cached(cache) / "saved_model.pb").write_bytes(b"a graph, perhaps")
    (cached(cache) / "variables" / "variables.index").symlink_to("gone")
    asked = serve(monkeypatch, archive(toy))
    open_savedmodel(URL, lambda line: None)
    assert len(asked) == 1
    assert (cached(cache) / "saved_model.pb").is_file()


def test_painting_leaves_nothing_in_the_temporary_folder(
    site: Site, tmp_path: Path, toy: Path
) -> None:
    place = tmp_path / "passing"
    place.mkdir()
    site.replace('style = "blue.png"', f'style = "blue.png"\nmodel = "{toy}"')
    command = [sys.executable, "-m", "tlstyle", "build", str(site.file)]
    done = subprocess.run(command, env=os.environ | {"TMPDIR": str(place)}, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert not [*place.iterdir()]
