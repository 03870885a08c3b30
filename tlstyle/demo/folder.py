"""Writes the sample footage into a folder, on every core, and only what is not there yet."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Thread

from PIL import Image

from tlstyle.demo import music
from tlstyle.demo.art import PICTURES, SIDE
from tlstyle.demo.shots import COUNT, SHOTS, SIZE, draw_still
from tlstyle.errors import FootageError, Stopped
from tlstyle.size import Size
from tlstyle.system.posix import without_interrupts

QUALITY = 90
BRUSHES = Path(__file__).with_name("brushes")
"""The package's brushes, named after the pictures that they studied."""
# Each process draws the fixed layers anew; beyond this, more of them gain little.
MOST_JOBS = 8

Report = Callable[[str, int, int], None]


def render(
    folder: Path,
    *,
    jobs: int | None = None,
    report: Report | None = None,
    size: Size = SIZE,
    count: int = COUNT,
) -> None:
    """Draw what is missing of the sample footage into `folder`; what is there is left alone.

    That is `count` stills DSC0001.jpg ... of `size` in each shot's folder, the style pictures in
    art/, brushes studied beforehand for these, each on its shot's stills, in brushes/, and
    music.wav. `jobs` processes draw, by default one per core, at most eight.
    `report(what, done, total)` is told of every file written: the shot, "art", "brushes" or
    "music", and how many of its missing files are done.

    Raises:
        FootageError: the folder cannot be written, or there is too little memory.
        Stopped: the user stopped it.
    """
    missing = [path for path in files(folder, count) if not path.exists()]
    if not missing:
        return
    try:
        _draw(missing, jobs, report, size, count)
    except OSError as error:
        raise FootageError(
            f"{error.filename or folder}: {error.strerror or error}: the sample footage cannot be "
            "written; make room or choose another folder, what is drawn is kept"
        ) from error
    except BrokenProcessPool as error:
        raise FootageError(
            f"{folder}: a process that drew the sample footage was killed, perhaps for want of "
            "memory; make some free and run it again, what is drawn is kept"
        ) from error
    except KeyboardInterrupt:
        raise Stopped("stopped: what is drawn is kept, the same command draws the rest") from None


def _draw(
    missing: list[Path], jobs: int | None, report: Report | None, size: Size, count: int
) -> None:
    for parent in sorted({path.parent for path in missing}):
        parent.mkdir(parents=True, exist_ok=True)
    # Not forked: a fork would copy the threads' locks of whatever library the caller has started.
    spawn = get_context("spawn")
    workers = jobs or min(os.cpu_count() or 1, MOST_JOBS)
    others = set(active_children())
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=obey) as pool:
        try:
            with without_interrupts():
                tasks = {pool.submit(write, path, size, count): path for path in missing}
            _follow(tasks, report)
        except BaseException:
            for process in set(active_children()) - others:
                process.terminate()
            raise


def obey() -> None:
    """Make this drawing process leave Ctrl-C to its parent, and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def files(folder: Path, count: int = COUNT) -> Iterator[Path]:
    """Yield every file of the sample footage: what takes longest alone first, then the shots."""
    for picture in PICTURES:
        yield folder / "art" / f"{picture}.jpg"
    for brush in sorted(BRUSHES.glob("*.npz")):
        yield folder / "brushes" / brush.name
    yield folder / "music.wav"
    for shot in SHOTS:
        for number in range(count):
            yield folder / shot / f"DSC{number + 1:04}.jpg"


def write(path: Path, size: Size, count: int) -> None:
    """Draw one file and put it in its place when it is whole."""
    if path.suffix == ".wav":
        save(path, music.wav(music.compose()))
    elif path.suffix == ".npz":
        save(path, (BRUSHES / path.name).read_bytes())
    elif path.parent.name == "art":
        save(path, jpeg(PICTURES[path.stem](SIDE)))
    else:
        number = int(path.stem.removeprefix("DSC")) - 1
        save(path, jpeg(draw_still(path.parent.name, number, size, count)))


def jpeg(picture: Image.Image) -> bytes:
    """Return a picture as the bytes of a JPEG file."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def save(path: Path, content: bytes) -> None:
    """Write a file that has its name only when it is whole."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _follow(tasks: dict[Future[None], Path], report: Report | None) -> None:
    done: Counter[str] = Counter()
    total = Counter(map(_part, tasks.values()))
    for task in as_completed(tasks):
        task.result()
        part = _part(tasks[task])
        done[part] += 1
        if report:
            report(part, done[part], total[part])


def _part(path: Path) -> str:
    return "music" if path.suffix == ".wav" else path.parent.name
