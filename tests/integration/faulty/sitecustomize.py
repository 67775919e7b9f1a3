"""When asked for, the clock on the wall jumps by up to a year, to and fro, at every look."""

import os
import random
import time

if os.environ.get("JUMPING_CLOCK"):
    _time, _random = time.time, random.Random(os.getpid())

    def jumping() -> float:
        return _time() + _random.uniform(-3e7, 3e7)

    time.time = jumping
    time.time_ns = lambda: int(jumping() * 1e9)
