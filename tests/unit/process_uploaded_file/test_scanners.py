"""A scanner is one record in one file, and Terraform agrees with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import hcl2
import pytest
from all_scanners import load_scanner, scanner_names
from notices.notice import Verdict

from tests.unit.handlers import LAMBDAS
from tests.unit.process_uploaded_file.test_processing_settings import ENVIRONMENT

TOY_SCANNER = """
from notices.notice import Meaning, Verdict, checked_notice
from notices.scanner import Scanner

def decode(event):
    return checked_notice(event["bucket"], event["path"], None, SCANNER.meaning(event["says"]), None)

SCANNER = Scanner(
    decode=decode,
    records=lambda event: [event],
    tag_key="toy",
    meanings={"fine": Meaning(Verdict.CLEAN), "odd": Meaning(Verdict.UNSCANNABLE, "toy_found_it_odd")},
)
"""

PROCESS_IN_MEMORY = """
import json, sys
from datetime import UTC, datetime
import handler
from processing import Processor
from tests.unit.process_uploaded_file.in_memory_aws import InMemoryAws

aws = InMemoryAws(tag_key="toy")
aws.upload("uploads/u/fine.png", b"text", "2026-05-01T12:00:00Z", tag="fine")
aws.upload("uploads/u/lie.png", b"text", "2026-05-01T12:00:00Z", tag="odd")
aws.upload("uploads/u/odd.png", b"text", "2026-05-01T12:00:00Z")
make = handler.DECODER.make_thumbnails
handler.PROCESSOR = Processor(handler.SETTINGS, aws, lambda: datetime.now(UTC), make)
for event in json.load(sys.stdin):
    handler.handler(event, None)
print(json.dumps({key: item.reason for (_, key), item in aws.items.items()}))
"""


def test_one_more_file_is_one_more_scanner(tmp_path: Path) -> None:
    function = tmp_path / "function"
    shutil.copytree(LAMBDAS / "process_uploaded_file", function)
    (function / "scanners/toy.py").write_text(TOY_SCANNER)
    events = [
        {"bucket": "bucket", "path": f"uploads/u/{name}.png", "says": says}
        for name, says in {"fine": "fine", "lie": "fine", "odd": "odd"}.items()
    ]

    done = subprocess.run(
        [sys.executable, "-c", PROCESS_IN_MEMORY],
        env={
            **ENVIRONMENT,
            "SCANNER": "toy",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "PYTHONPATH": os.pathsep.join(map(str, (function, LAMBDAS / "shared", LAMBDAS.parent))),
        },
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=True,
    )

    reasons = {"fine": "not_an_image", "lie": "tag_disagrees", "odd": "toy_found_it_odd"}
    assert json.loads(done.stdout.splitlines()[-1]) == {
        f"uploads/u/{name}.png": reason for name, reason in reasons.items()
    }


@pytest.mark.parametrize("name", scanner_names())
def test_no_scanner_takes_an_unknown_word_for_clean(name: str) -> None:
    scanner = load_scanner(name)
    assert scanner.meaning("a word of tomorrow").verdict is Verdict.UNSCANNABLE
    assert all(
        (one.reason is None) == (one.verdict is not Verdict.UNSCANNABLE) for one in scanner.meanings.values()
    )


def test_terraform_knows_the_same_scanners_by_the_same_clean_tags() -> None:
    (module,) = hcl2.loads((LAMBDAS.parent / "module/locals.tf").read_text())["locals"]
    for name, scanner in {name: load_scanner(name) for name in scanner_names()}.items():
        clean = [word for word, meaning in scanner.meanings.items() if meaning.verdict is Verdict.CLEAN]
        tag = module["scanners"].pop(name)["tag"]
        assert tag == (scanner.tag_key and {"key": f'"{scanner.tag_key}"', "clean": f'"{clean[0]}"'})
        assert len(clean) <= 1
    assert module["scanners"] == {}


def test_a_start_imports_no_other_scanner() -> None:
    code = "import sys; from all_scanners import load_scanner; load_scanner('none'); print(*sys.modules)"
    environment = {"PYTHONPATH": str(LAMBDAS / "process_uploaded_file")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert [one for one in done.stdout.split() if one.startswith("scanners.")] == ["scanners.none"]
