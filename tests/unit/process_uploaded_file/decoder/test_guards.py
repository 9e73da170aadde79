"""What a taken-over decoder can do: nothing. Each attempt ends as it should, and the function goes on."""

from __future__ import annotations

import json
from functools import cache

import pytest

from tests.unit.process_uploaded_file.decoder.unprivileged import only_linux, unprivileged

pytestmark = only_linux
PRISONERS = "tests.unit.process_uploaded_file.decoder.prisoners"

# What comes of it with all guards, and where `prctl` is refused, as in Lambda. None: nothing is promised.
REFUSED = "'EPERM'"
NO_DESCRIPTOR = "'EMFILE'"
ATTEMPTS = {
    "crash": ("decoder_crashed", "decoder_crashed"),
    "abort": ("decoder_crashed", "decoder_crashed"),
    "loop": ("too_slow", "too_slow"),
    "allocate": ("too_much_memory", "too_much_memory"),
    "wait": ("DecoderTimeoutError", "DecoderTimeoutError"),
    "end_with_an_error": ("None", "None"),
    "answer_too_much": ("bad answer", "bad answer"),
    "announce_too_much": ("bad answer", "bad answer"),
    "answer_half": ("decoder_crashed", "decoder_crashed"),
    "answer_and_stay": ("done", "done"),
    "count_files": ("1", "1"),
    "list_descriptors": ("[0]", "[0]"),
    "read_own_environment": ("['LC_CTYPE', 'LD_LIBRARY_PATH']", "['LC_CTYPE', 'LD_LIBRARY_PATH']"),
    "open_own_environment": (REFUSED, NO_DESCRIPTOR),
    "open_a_file": (REFUSED, NO_DESCRIPTOR),
    "make_a_file": (REFUSED, NO_DESCRIPTOR),
    "open_functions_environment": (REFUSED, NO_DESCRIPTOR),
    "open_functions_memory": (REFUSED, NO_DESCRIPTOR),
    "open_fork_servers_memory": (REFUSED, NO_DESCRIPTOR),
    "ask_the_runtime_api": (REFUSED, NO_DESCRIPTOR),
    "make_a_socket": (REFUSED, NO_DESCRIPTOR),
    "fork": (REFUSED, "'EAGAIN'"),
    "start_a_thread": ('"can\'t start new thread"', '"can\'t start new thread"'),
    "raise_limits": ("'not allowed to raise maximum limit'", "'not allowed to raise maximum limit'"),
    "execute": (REFUSED, None),
    "read_functions_memory": (REFUSED, None),
    "trace_the_function": (REFUSED, None),
    "limit_the_function": (REFUSED, None),
    "kill_the_function": (REFUSED, None),
    "kill_the_fork_server": (REFUSED, None),
}


@cache
def came_of_all(mode: str) -> dict[str, object]:
    names = [name for name, (_, without) in ATTEMPTS.items() if mode == "all guards" or without]
    told: dict[str, object] = json.loads(unprivileged(PRISONERS, mode, *names, "count_files"))
    return told


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_decoder_that_misbehaves_gets_nowhere(name: str) -> None:
    assert came_of_all("all guards")[name] == ATTEMPTS[name][0]


@pytest.mark.parametrize("name", [name for name, (_, without) in ATTEMPTS.items() if without])
def test_the_limits_alone_keep_it_from_files_network_and_processes(name: str) -> None:
    assert came_of_all("prctl is refused")[name] == ATTEMPTS[name][1]


@pytest.mark.parametrize("mode", ["all guards", "prctl is refused"])
def test_what_holds_is_said(mode: str) -> None:
    told = came_of_all(mode)

    required = ["FILES", "FILE_SIZE", "PROCESSOR_TIME", "MEMORY", "CORE_DUMPS", "PROCESSES"]
    more = ["NEW_PRIVILEGES", "SYSTEM_CALLS", "BEING_READ", "OUTLIVING"]
    assert told["guards"] == required + (more if mode == "all guards" else [])
    assert told["user"] != 0
    assert told["runtime api"] == "was not asked"
