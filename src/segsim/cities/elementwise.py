"""Keyed draws of the synthesis, and normal quantiles of whole arrays."""

import hashlib

import numpy as np

from segsim.maths import exps, logs
from segsim.streams import TABLE_SIZE, Purpose, hashes, quantiles
from segsim.streams import uniforms as keyed_uniforms
from segsim.world.tables import F64, U64

__all__ = ["exps", "identities", "logs", "normals", "text_key", "uniforms"]


def uniforms(seed: int, attribute: int, ids: U64) -> F64:
    """Return one uniform number in (0, 1) per id for one attribute of the synthesis [n]."""
    return keyed_uniforms(seed, Purpose.SYNTHESIS, attribute, ids)


def identities(purpose: Purpose, keys: U64) -> U64:
    """Return identities of entities from their keys, the same for every seed [n]."""
    return hashes(0, purpose, 0, keys)


def normals(u: F64) -> F64:
    """Return standard normal quantiles of shares in (0, 1), linear between table entries."""
    table = quantiles().normal
    position = np.clip(u * TABLE_SIZE - 0.5, 0.0, TABLE_SIZE - 1.000001)
    below = position.astype(np.int64)
    low = table[below]
    step = (table[below + 1] - low) * (position - below)
    return np.asarray(low + step, np.float64)


def text_key(text: str) -> int:
    """Return a 64-bit key of a text: what names a district in the keys of draws."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
