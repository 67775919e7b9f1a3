"""Indicators of many runs in few files, so that a study of 10,000 runs opens at once.

A pack is a copy: `runs/` is what counts, and a pack that is gone or damaged is made again. Runs
are named by their content, so that a pack never says anything else than the runs it was made of.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segsim.study.reading import ALL, RUN, Choice, concatenated, read_runs
from segsim.study.store import finished, read_manifest

FOLDER = "packed"
TABLE = "indicators"
SIZE = 500
"""Runs in a pack; fewer are read as they are."""
FACTS = b"segsim.runs"

type Facts = tuple[str, float | None, str | None]  # key, seconds, digest


@dataclass(frozen=True)
class Pack:
    """One file with the indicators of several runs, and what is to be known of each run."""

    path: Path

    @cached_property
    def facts(self) -> list[Facts]:
        """Key, seconds and digest of its runs, in its order; none of a damaged one."""
        try:
            metadata = pq.read_schema(self.path).metadata or {}
            return [(k, s, d) for k, s, d in json.loads(metadata[FACTS])]
        except (OSError, pa.ArrowException, KeyError, ValueError):
            return []

    def read(self, positions: dict[str, int], choice: Choice) -> Iterator[pa.Table]:
        """Yield the rows of the runs that have a position, a group of rows at a time."""
        place = np.full(len(self.facts), -1, np.int32)
        for number, (key, *_) in enumerate(self.facts):
            place[number] = positions.get(key, -1)
        with pq.ParquetFile(self.path, memory_map=True) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                runs = place[table[RUN].to_numpy()]
                table = table.set_column(0, RUN, pa.array(runs)).replace_schema_metadata()
                if (runs < 0).any():
                    table = table.filter(pa.array(runs >= 0))
                yield choice.of(table)


def packs(out: Path) -> list[Pack]:
    """Return the packs of a results folder."""
    return [Pack(path) for path in sorted((out / FOLDER).glob("*.parquet"))]


def known(out: Path) -> dict[str, Facts]:
    """Return what packs know of runs, by key."""
    return {facts[0]: facts for pack in packs(out) for facts in pack.facts}


def read_indicators(out: Path, keys: Sequence[str], choice: Choice = ALL) -> pa.Table:
    """Return the indicators of runs, as :func:`segsim.study.reading.read_runs` does."""
    positions = {key: position for position, key in enumerate(keys)}
    parts, left = [], dict(positions)
    there = [
        ({key: positions[key] for key, *_ in p.facts if key in positions}, p) for p in packs(out)
    ]
    # in the order of the runs, as far as packs go: then no row has to be moved
    for known_here, pack in sorted(there, key=lambda each: min(each[0].values(), default=0)):
        mine = {key: left.pop(key) for key in known_here if key in left}
        if mine:
            try:
                parts.extend(list(pack.read(mine, choice)))
            except (OSError, pa.ArrowException):  # it is but a copy
                left |= mine
    if left:
        table = read_runs(out, list(left), TABLE, choice)
        runs = np.fromiter(left.values(), np.int32)[table[RUN].to_numpy()]
        parts.append(table.set_column(0, RUN, pa.array(runs)))
    return concatenated(parts)


def pack(out: Path, keys: Sequence[str]) -> int:
    """Pack the runs that are in no pack yet, as long as they fill one.

    Returns
    -------
    int
        How many were packed. A folder that cannot be written stays as it is.
    """
    there, done = known(out), finished(out)
    new = [key for key in dict.fromkeys(keys) if key in done and key not in there]
    full = len(new) // SIZE * SIZE
    with suppress(OSError):
        for start in range(0, full, SIZE):
            _write(out, new[start : start + SIZE])
        return full
    return 0


def _write(out: Path, keys: Sequence[str]) -> None:
    manifests = {key: read_manifest(out, key) for key in keys}
    facts = [(key, m.get("seconds"), m.get("digest")) for key, m in manifests.items()]
    table = read_runs(out, keys, TABLE).replace_schema_metadata({FACTS: json.dumps(facts)})
    texts = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    name = hashlib.sha256("".join(keys).encode()).hexdigest()[:16]
    draft = out / FOLDER / f".{name}.{uuid4().hex[:8]}"
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        pq.write_table(
            table,
            draft,
            compression="zstd",
            use_dictionary=[RUN, "year", *texts],
            column_encoding={"value": "BYTE_STREAM_SPLIT"},
        )
        draft.replace(draft.with_name(f"{name}.parquet"))
    finally:
        draft.unlink(missing_ok=True)
