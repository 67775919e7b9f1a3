"""A log for each run: when and where it was tried, how far it came, what was warned of."""

import logging
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOG = logging.getLogger("segsim.run")
LOG.setLevel(logging.INFO)
LOG.propagate = False

FORMAT = "%(asctime)s %(where)s %(levelname)s %(message)s"


class _File(logging.FileHandler):
    """A file that takes what one thread says; a disk that takes no more ends no run."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="replace", delay=False)
        self.setFormatter(logging.Formatter(FORMAT))
        self._thread = threading.get_ident()
        self._where = f"{platform.node()}:{os.getpid()}"

    def filter(self, record: logging.LogRecord) -> bool:
        record.where = self._where
        return record.thread == self._thread

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing: results matter, and their trouble is told."""


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Add what is logged and warned in this thread to a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _File(path)
    except OSError:
        yield
        return
    warnings = logging.getLogger("py.warnings")
    logging.captureWarnings(True)
    for logger in (LOG, warnings):
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in (LOG, warnings):
            logger.removeHandler(handler)
        logging.captureWarnings(False)
        handler.close()
