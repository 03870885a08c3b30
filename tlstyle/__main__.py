"""The way in: can be stopped without a word from Python before anything slow is imported."""

import os
import signal


def main() -> None:
    """Run the command line."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(130))
    from tlstyle.cli import app

    app.main()


if __name__ == "__main__":
    main()
