"""Functions run in processes as on Lambda: used again, limited, started anew, and never left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from localstack_processes.process_tree import descendants
from localstack_processes.read_only import merge, remove
from localstack_processes.runtime_api import MAX_ANSWER_BYTES, Invocation
from localstack_processes.sandbox import Function, Result, Sandbox

from local_aws.engine import ROOT
from tests.integration.flow import eventually

PYTHON = ROOT / ".nox/functions/bin/python"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="awslambdaric is published for Linux alone")
COUNTING = """
    import os
    calls = 0

    def handler(event, context):
        global calls
        calls += 1
        left = context.get_remaining_time_in_millis()
        return {"calls": calls, "pid": os.getpid(), "event": event, "left": left}
"""

Make = Callable[..., Sandbox]


def call(sandbox: Sandbox, event: object = None, request_id: str = "r1") -> Result:
    payload = json.dumps(event).encode()
    arn = "arn:aws:lambda:eu-central-1:000000000000:function:f"
    return sandbox.invoke(Invocation(request_id, arn, "Root=1-0-0", payload, 0))


def answer(sandbox: Sandbox, event: object = None) -> Any:
    result = call(sandbox, event)
    assert not result.is_error, result
    return json.loads(result.payload)


def problem(result: Result) -> tuple[str, str]:
    assert result.is_error
    told = json.loads(result.payload)
    return told["errorType"], told["errorMessage"]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make a started sandbox of a function's source; all are stopped at the end."""
    made: list[Sandbox] = []

    def start(
        source: str, *layers: dict[str, str], memory: int = 256, seconds: float = 20, **variables: str
    ) -> Sandbox:
        folder = tmp_path / str(len(made))
        for name, files in [("code", {"handler.py": textwrap.dedent(source)}), *enumerate(layers)]:
            for path, text in files.items():
                (file := folder / f"{name}" / path).parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        merge([folder / "code"], folder / "task")
        merge([folder / str(number) for number in range(len(layers))], folder / "opt")
        function = Function("handler.handler", folder / "task", folder / "opt", memory, seconds)
        sandbox = Sandbox(function, variables, folder / "own", PYTHON)
        made.append(sandbox)
        sandbox.start()
        return sandbox

    yield start
    for sandbox in made:
        sandbox.stop()
    remove(tmp_path)


def test_two_hundred_invocations_use_one_process(make: Make) -> None:
    sandbox = make(COUNTING)

    answers = [answer(sandbox, {"number": number}) for number in range(200)]

    assert [told["event"]["number"] for told in answers] == list(range(200))
    assert answers[-1]["calls"] == 200
    assert len({told["pid"] for told in answers}) == 1
    assert 0 < answers[0]["left"] <= 20_000


def test_twenty_at_once_each_have_a_process(make: Make) -> None:
    sandboxes = [make(COUNTING) for _ in range(20)]

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(answer, sandboxes, range(20)))

    assert [told["event"] for told in answers] == list(range(20))
    assert len({told["pid"] for told in answers}) == 20


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("os._exit(7)", "exit status 7"),
        ("os.kill(os.getpid(), 9)", "signal: killed"),
        ("os.kill(os.getpid(), 11)", "signal: segmentation fault"),
    ],
)
def test_a_crash_is_an_error_and_the_next_call_starts_anew(make: Make, ending: str, told: str) -> None:
    sandbox = make(
        f"""
        import os

        def handler(event, context):
            if event == "crash":
                print("last words")
                {ending}
            return os.getpid()
        """
    )
    first = answer(sandbox)

    crashed = call(sandbox, "crash", "r9")

    assert problem(crashed) == (
        "Runtime.ExitError",
        f"RequestId: r9 Error: Runtime exited with error: {told}",
    )
    assert "last words\n" in crashed.logs
    assert answer(sandbox) != first


def test_one_that_was_killed_while_idle_starts_anew(make: Make) -> None:
    sandbox = make(COUNTING)
    pid = answer(sandbox)["pid"]

    os.kill(pid, signal.SIGKILL)
    # An invocation that comes before the warden has ended too is lost with it, as on Lambda.
    eventually(lambda: sandbox._runtime is None or not sandbox._runtime.alive(), "the warden's end")

    assert answer(sandbox)["calls"] == 1


def test_a_timeout_ends_the_process_and_its_children_and_keeps_its_files(make: Make) -> None:
    sandbox = make(
        """
        import os, pathlib, subprocess, tempfile, time
        note = pathlib.Path(tempfile.gettempdir(), "note")

        def handler(event, context):
            if event == "hang":
                child = subprocess.Popen(["sleep", "60"], env={}, start_new_session=True)
                note.write_text(str(child.pid))
                time.sleep(60)
            return note.read_text()
        """,
        seconds=1.5,
    )

    assert problem(call(sandbox, "hang")) == (
        "Sandbox.Timedout",
        "RequestId: r1 Error: Task timed out after 1.50 seconds",
    )
    child = answer(sandbox)
    assert not Path(f"/proc/{child}").exists()


def test_six_megabytes_are_answered_and_a_byte_more_is_not(make: Make) -> None:
    sandbox = make("def handler(event, context):\n    return 'x' * event\n")
    quotes = 2

    assert len(answer(sandbox, MAX_ANSWER_BYTES - quotes)) == MAX_ANSWER_BYTES - quotes
    assert problem(call(sandbox, MAX_ANSWER_BYTES - quotes + 1)) == (
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    )
    assert answer(sandbox, 3) == "xxx"


def test_a_later_layer_wins_file_by_file_and_the_package_over_both(make: Make) -> None:
    sandbox = make(
        """
        from pieces import one, two
        import handler

        def handler(event, context):
            return one.text, two.text
        """,
        {"python/pieces/one.py": "text = 'first'", "python/pieces/two.py": "text = 'first'"},
        {"python/pieces/two.py": "text = 'second'", "python/handler.py": "raise ValueError"},
    )

    assert answer(sandbox) == ["first", "second"]


@pytest.mark.parametrize(
    ("source", "kind", "told"),
    [
        ("import nowhere", "Runtime.ImportModuleError", "No module named 'nowhere'"),
        ("def handler(:", "Runtime.UserCodeSyntaxError", "Syntax error in module 'handler'"),
        ("x = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing"),
        ("import os; os._exit(3)", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
    ],
)
def test_an_import_that_fails_is_what_each_call_answers(
    make: Make, source: str, kind: str, told: str
) -> None:
    sandbox = make(source)

    for _ in range(4):
        found, message = problem(call(sandbox))
        assert found == kind
        assert told in message


def test_the_memory_limit_counts_children_too_and_shared_pages_once(make: Make) -> None:
    sandbox = make(
        """
        import subprocess, sys, os, time
        own = bytearray(40 * 2**20)

        def handler(megabytes, context):
            for _ in range(2):
                if os.fork() == 0:
                    time.sleep(0.5)
                    os._exit(0)
            for size in megabytes:
                program = f"import time; x = b'x' * ({size} * 2**20); time.sleep(.5)"
                subprocess.run([sys.executable, "-c", program], env={}, check=True)
            return "done"
        """,
        memory=160,
    )

    assert answer(sandbox, [50]) == "done"  # 40 MB are shared by three processes
    assert problem(call(sandbox, [150])) == (
        "Runtime.OutOfMemory",
        "RequestId: r1 Error: Runtime exited with error: signal: killed",
    )
    assert answer(sandbox, []) == "done"


def test_code_and_layers_are_read_only_and_the_temporary_folder_is_its_own(make: Make) -> None:
    source = """
        import os, pathlib, tempfile

        def handler(event, context):
            pathlib.Path(tempfile.gettempdir(), "note").write_text("x")
            refused = 0
            for path in ("handler.py", "new.py", os.environ["PYTHONPATH"].split(":")[2] + "/layer.py"):
                try:
                    pathlib.Path(path).write_text("x")
                except OSError:
                    refused += 1
            return refused, os.listdir(tempfile.gettempdir())
    """
    first, second = make(source, {"python/layer.py": ""}), make(source, {"python/layer.py": ""})

    assert answer(first) == answer(second) == [3, ["note"]]


def test_logs_belong_to_their_invocation(make: Make) -> None:
    sandbox = make(
        """
        import logging, sys
        print("imported")

        def handler(event, context):
            print(event, file=sys.stderr)
            logging.warning("also %s", event)
            print("x" * 200_000)
        """
    )

    first, second = call(sandbox, "one", "r1"), call(sandbox, "two", "r2")

    assert first.logs.splitlines()[:3] == ["START RequestId: r1 Version: $LATEST", "imported", "one"]
    assert "x" * 200_000 in first.logs
    lines = second.logs.splitlines()
    assert lines[:2] == ["START RequestId: r2 Version: $LATEST", "two"]
    assert lines[-2] == "END RequestId: r2"
    assert lines[-1].startswith("REPORT RequestId: r2\tDuration: ")


def test_stopping_leaves_no_process_and_no_file(make: Make, tmp_path: Path) -> None:
    before = set(descendants(os.getpid()))
    sandbox = make(
        "import subprocess\n\ndef handler(event, context):\n"
        "    return subprocess.Popen(['sleep', '60'], env={}, start_new_session=True).pid\n"
    )
    child = answer(sandbox)

    sandbox.stop()

    assert not Path(f"/proc/{child}").exists()
    assert set(descendants(os.getpid())) <= before
    assert not (tmp_path / "0/own").exists()


def test_nothing_outlives_a_parent_that_is_killed_while_a_function_works(tmp_path: Path) -> None:
    (tmp_path / "handler.py").write_text(
        "import subprocess, time\n"
        "child = subprocess.Popen(['sleep', '60'], env={}, start_new_session=True)\n"
        "time.sleep(60)\n"
    )
    program = textwrap.dedent(
        """
        import os, pathlib, sys, threading
        from localstack_processes.process_tree import descendants
        from localstack_processes.sandbox import Function, Sandbox

        here = pathlib.Path(sys.argv[1])
        function = Function("handler.handler", here, here / "none", 128, 5)
        sandbox = Sandbox(function, {}, here / "own", pathlib.Path(sys.argv[2]))
        threading.Thread(target=sandbox.start, daemon=True).start()
        while len(tree := descendants(os.getpid())) < 3:  # the warden, the function, its child
            pass
        print(*tree, flush=True)
        os.kill(os.getpid(), 9)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(PYTHON)],
        env={"PYTHONPATH": str(ROOT / "localstack_plugins")},
        stdout=subprocess.PIPE,
        check=False,
        timeout=30,
    )
    pids = done.stdout.decode().split()

    assert done.returncode == -signal.SIGKILL
    assert len(pids) == 3
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), "their end", seconds=10)
