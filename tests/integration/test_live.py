"""The live server over HTTP: streams, their bounds and their ends, and who may ask."""

import base64
import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from segsim.explorer.choices import VARIABLES
from segsim.explorer.live import runs, server
from segsim.explorer.live.frames import INDICATORS
from segsim.explorer.live.levers import changed, read_query
from segsim.explorer.live.settled import composed, settled
from segsim.model import Simulation
from segsim.registry import UserError
from segsim.study.labels import FEWEST
from segsim.study.plan import plan

NAMES = [variable.name for variable in VARIABLES]
CITY = ["city=grid", "city.households=4000", "burn_in.years=2", "years=6", "seed=3"]
PAGE = "<!doctype html><title>a stand-in</title><script>1</script>"
SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` has it ignored
from segsim.explorer.live import server
sys.exit(server.serve(sys.argv[1:], open_browser=False))
"""


@pytest.fixture(scope="module")
def city():
    with settled(CITY) as found:
        yield found


class Served:
    """A server in a thread of this process, and requests to it."""

    def __init__(self, city):
        self.door = server.listening(0)
        self.port = self.door.getsockname()[1]
        self.live = server.Live(city, PAGE)
        ready = threading.Event()
        self.server = server.server_at(self.door, self.live, ready.set)
        work = {"sockets": [self.door]}
        self.thread = threading.Thread(target=self.server.run, kwargs=work, daemon=True)
        self.thread.start()
        assert ready.wait(30)

    def end(self):
        self.server.should_exit = True
        self.thread.join(20)
        self.live.crew.end()
        self.door.close()
        assert not self.thread.is_alive()

    def ask(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=given)
        return connection.getresponse()

    def json(self, path):
        answer = self.ask(path)
        assert answer.status == 200
        return json.loads(answer.read())

    def errors(self, path):
        answer = self.ask(path)
        assert answer.status == 400
        return json.loads(answer.read())["errors"]

    def stream(self, query):
        answer = self.ask(f"/api/run?{query}")
        assert answer.status == 200, answer.read()
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        return events(answer)

    def vanishing(self, query):
        """Open a stream, and a socket that can be closed at any time."""
        caller = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        head = f"GET /api/run?{query} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n"
        caller.sendall(head.encode())
        return caller

    def idle(self):
        return self.json("/api/status") == {"runs": 0, "streams": 0}


def events(answer):
    """Yield the events of a stream: name and content."""
    name = ""
    for line in answer:
        text = line.decode().rstrip("\n")
        if text.startswith("event: "):
            name = text.removeprefix("event: ")
        elif text.startswith("data: "):
            yield name, json.loads(text.removeprefix("data: "))


def wait_for(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def served(city):
    found = Served(city)
    yield found
    found.end()


@pytest.fixture
def held(monkeypatch):
    """Let every run stop in its first year until the event is set."""
    go = threading.Event()
    original = runs.Run.next

    def slow(run):
        assert go.wait(30)
        return original(run)

    monkeypatch.setattr(runs.Run, "next", slow)
    yield go
    go.set()


POLICIES = (
    "policy=tram,infill,demolition_renewal&policy.tram.open_year=2028&policy.tram.build_years=1"
    "&policy.infill.intensity=0.5&policy.demolition_renewal.notice_years=1"
    "&driver.foreign_inflow=0.3&behaviour.school=1"
)


def panel_of(frame):
    numbers = np.frombuffer(base64.b64decode(frame["panel"]), "<f4")
    return numbers.reshape(len(NAMES), -1)


@pytest.mark.parametrize("query", ["", POLICIES], ids=["as it is", "with levers"])
def test_frames_are_those_of_an_ordinary_run(served, city, query):
    model = Simulation(changed(city.specification, read_query(query)), city.path).run()
    areas, table = model.areas, model.indicators.set_index(["indicator", "level", "group"])
    (first, begin), *years, (last, end) = served.stream(query)
    assert (first, last, end) == ("begin", "end", {"years": 6})
    assert begin["key"] == model.spec.key()
    assert [name for name, _ in years] == ["year"] * 7
    assert [frame["year"] for _, frame in years] == list(range(2025, 2032))
    displaced = 0.0
    for _, frame in years:
        there = areas[areas["year"] == frame["year"]]
        expected = there[NAMES].to_numpy(np.float64).T.astype(np.float32)
        expected[:, (there["households"] < FEWEST).to_numpy()] = np.nan
        np.testing.assert_array_equal(panel_of(frame), expected)
        now = table[table["year"] == frame["year"]]["value"]
        assert list(frame["indicators"]) == list(INDICATORS)
        for name, value in frame["indicators"].items():
            recorded = now[tuple(name.split("/"))]
            if name == "displaced/city/all":
                displaced = recorded = displaced + recorded
            assert value == (None if np.isnan(recorded) else recorded), name
    assert displaced > 0.0


def test_lines_are_told_when_they_change(served):
    frames = [frame for name, frame in served.stream(POLICIES) if name == "year"]
    told = {frame["year"]: frame["lines"] for frame in frames if "lines" in frame}
    assert told[2025] == []
    (year,) = (year for year in told if told[year])
    (line,) = told[year]
    assert line["opens"] == 2028
    (branch,) = line["stops"]
    assert len(branch) > 1
    assert len(told) == 2


def test_two_streams_at_once_are_as_each_alone(served):
    alone = [list(served.stream(query)) for query in ("", POLICIES)]
    together = [None, None]

    def listen(k, query):
        together[k] = list(served.stream(query))

    threads = [threading.Thread(target=listen, args=pair) for pair in enumerate(("", POLICIES))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert together == alone


def test_a_run_begins_with_what_it_is(served):
    _, begin = next(served.stream("years=1&behaviour.own_language=2&policy=tram"))
    assert (begin["first_year"], begin["years"]) == (2025, 1)
    assert begin["notes"] == ["preferences"]
    assert begin["command"] == (
        "segsim run city=grid city.households=4000 burn_in.years=2 seed=3 "
        "years=1 behaviour.own_language=2 'policy=[tram]'"
    )
    study = plan(shlex.split(begin["command"])[2:])  # tells chance as well: it has several seeds
    run = next(run for run in study.runs if run.scenario == "policy")
    assert run.seed == 3
    assert run.specification.years == 1
    assert run.specification.behaviour.own_language == 2.0
    assert set(run.specification.policies) == {"tram"}
    assert next(served.stream("years=1"))[1]["notes"] == []


def test_the_setting(served):
    setting = served.json("/api/setting")
    assert setting["households"] == 4000
    assert (setting["first_year"], setting["years"], setting["seed"]) == (2025, 6, 3)
    places = setting["neighbourhoods"]
    assert {len(column) for column in places.values()} == {len(places["x"])}
    assert sum(places["households"]) <= 4000
    assert len(setting["levers"]["policies"]) == 25
    assert len(setting["lessons"]) == 10
    assert setting["variables"] == NAMES


def test_mistakes_are_told_with_what_is_allowed(served):
    assert served.errors("/api/run?policy=tram&policy.tram.intensity=3") == [
        "policy.tram.intensity: 3 is not allowed; allowed: a number from 0 to 1."
    ]
    (line,) = served.errors("/api/run?policy=tramm")
    assert "'tramm'" in line
    assert "Did you mean 'tram'?" in line
    (line,) = served.errors("/api/lesson?model=schelling&size=500")
    assert "size: 500" in line
    assert len(served.errors("/api/run?years=200&seed=1")) == 2
    assert len(served.errors(f"/api/run?years={'1' * 5000}")) == 1


def test_a_lesson(served):
    found = served.json("/api/lesson?model=schelling&size=20&similar_wanted=35")
    assert len(found["boards"]) >= 2
    assert served.idle()


def test_the_page_may_run_its_own_scripts_only(served):
    answer = served.ask("/")
    assert answer.read().decode() == PAGE
    rules = answer.headers["content-security-policy"]
    assert "script-src 'self' data: 'sha256-" in rules
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_who_may_not_ask(served):
    for path in ("/", "/api/run?years=1", "/api/setting", "/api/lesson?model=schelling"):
        assert served.ask(path, Host=f"evil.example:{served.port}").status == 421
        assert served.ask(path, Origin="https://evil.example").status == 403
        assert served.ask(path, Sec_Fetch_Site="cross-site").status == 403
        for method in ("POST", "OPTIONS", "DELETE"):
            assert served.ask(path, method).status == 405
    assert served.ask("/nothing").status == 404
    assert served.idle()


def test_only_this_machine_is_listened_to(served):
    assert served.door.getsockname()[0] == "127.0.0.1"


def test_a_head_begins_no_run_and_a_browser_s_second_try_neither(served, monkeypatch):
    monkeypatch.setattr(runs.Run, "next", lambda _: pytest.fail("a run has begun"))
    assert served.ask("/api/run?years=1", "HEAD").status == 200
    assert served.ask("/api/run?years=1", Last_Event_ID="2030").status == 204


def test_too_many_streams_are_refused_and_places_are_given_back(served, held):
    callers = [served.vanishing("years=100") for _ in range(served.live.crew.most)]
    wait_for(lambda: served.json("/api/status")["streams"] == len(callers))
    for path in ("/api/run", "/api/lesson?model=schelling"):
        answer = served.ask(path)
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0
        assert json.loads(answer.read())["errors"]
    assert served.json("/api/status")["runs"] <= runs.AT_ONCE
    callers.pop().close()
    wait_for(lambda: served.json("/api/status")["streams"] == len(callers))
    for caller in callers:
        caller.close()
    held.set()
    wait_for(served.idle)
    assert next(served.stream("years=1"))[0] == "begin"


def test_a_simulation_ends_within_the_year_when_nobody_listens(served, monkeypatch):
    began = []
    original = runs.Run.next

    def counted(run):
        began.append(run)
        time.sleep(0.05)
        return original(run)

    monkeypatch.setattr(runs.Run, "next", counted)
    caller = served.vanishing("years=100")
    wait_for(lambda: len(began) >= 3)
    caller.close()
    wait_for(served.idle)
    ended = len(began)
    time.sleep(0.3)
    assert len(began) == ended < 100


def test_who_does_not_read_is_not_simulated_for(served, monkeypatch):
    frames = []
    text = "x" * 1_000_000

    def large(run):
        frames.append(run)
        return {"year": len(frames), "text": text}

    monkeypatch.setattr(runs.Run, "next", large)
    with served.vanishing("years=100"):
        wait_for(lambda: len(frames) > 1)
        time.sleep(0.5)
        assert served.json("/api/status") == {"runs": 0, "streams": 1}
        assert len(frames) < 30
    wait_for(served.idle)


def test_a_run_that_fails_says_so(served, monkeypatch, caplog):
    original = runs.Run.next

    def failing(run):
        if run.world is not None and run.world.calendar == 2026:
            raise MemoryError("no room")
        return original(run)

    monkeypatch.setattr(runs.Run, "next", failing)
    *_, (name, content) = served.stream("years=4")
    assert name == "failed"
    assert content == {"message": "The run ended before its time: no room"}
    assert "a run failed" in caplog.text
    assert served.idle()


@pytest.mark.slow
def test_two_hundred_that_connect_and_vanish_leave_nothing(served):
    for round_ in range(10):
        callers = [served.vanishing("years=100") for _ in range(20)]
        for k, caller in enumerate(callers):
            if k % 3 == 0:
                caller.recv(200)
            if k % 3 == 1:  # without a word of good-bye
                linger = b"\x01\0\0\0\0\0\0\0"
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            caller.close()
        if round_ % 3 == 0:
            socket.create_connection(("127.0.0.1", served.port)).close()
    wait_for(served.idle, 60.0)
    assert len(list(served.stream("years=3"))) == 6
    assert served.idle()


def test_the_city_is_bounded():
    assert composed(["city=grid"])[0].city.households == 20_000
    assert composed(["city=helsinki"])[0].city.households == 100_000
    spec, texts = composed([])
    assert (spec.city.name, spec.city.households) == ("tampere", 100_000)
    assert texts == ("city=tampere", "city.households=100000")
    assert composed(["city=turku", "city.households=5000"])[0].city.households == 5000
    for wrong in ("city.households=300001", "policy=[tram]", "years=101"):
        with pytest.raises(UserError, match=wrong.split("=")[0]):
            composed([wrong])


def test_a_port_that_is_taken(served):
    with pytest.raises(UserError, match=f"port: {served.port} is taken.* is free"):
        server.listening(served.port)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_it_ends_in_the_middle_of_a_stream_without_a_trace(name):
    command = [sys.executable, "-c", SCRIPT, "city=grid", "city.households=20000"]
    command += ["burn_in.years=1"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            line = next(line for line in process.stdout if "http://" in line)
            port = int(line.rsplit(":", 1)[1].strip().rstrip("/"))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/api/run?years=100")
            stream = events(connection.getresponse())
            assert next(stream)[0] == "begin"
            next(stream)
            process.send_signal(getattr(signal, name))
            _, error = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, error) == (0, "")
