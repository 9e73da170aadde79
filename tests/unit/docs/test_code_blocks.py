"""Blocks of code in documents are held against what they speak of."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import botocore.session
import hcl2
import pytest
import yaml
from botocore.model import OperationNotFoundError

from local_aws.engine import ROOT
from tests.unit.docs.documents import CodeBlock, code_blocks, documents
from tests.unit.get_presigned_url.interface import interface, parameters, validator

BLOCKS = [block for document in documents() for block in code_blocks(document)]
SESSIONS = set(
    re.findall(r"^def (\w+)\(session: nox.Session\)", (ROOT / "noxfile.py").read_text(), re.MULTILINE)
)
OF_THE_CLI_ITSELF = {
    "sign": {"--url", "--key-pair-id", "--private-key", "--date-less-than"},
    "create-invalidation": {"--distribution-id", "--paths"},  # the API takes a structure
}


def of(*languages: str) -> list[CodeBlock]:
    """Return the blocks in these languages."""
    return [block for block in BLOCKS if block.language in languages]


def commands(block: CodeBlock) -> Iterator[list[str]]:
    """Yield the words of each command of a shell block, with variables as they are written."""
    text = block.body.replace("\\\n", " ")
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        while words and re.fullmatch(r"[A-Z_]+=\w+", words[0]):  # a variable for this command alone
            words = words[1:]
        if words:
            yield words


def options(words: list[str]) -> dict[str, str]:
    """Return the `--name value` and `--name=value` of a command by name."""
    found: dict[str, str] = {}
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word.startswith("--") and len(word) > 2:
            name, given, value = word.partition("=")
            found[name] = value if given else following
    return found


def test_every_block_says_its_language() -> None:
    assert BLOCKS
    assert [str(block) for block in BLOCKS if block.language not in {"sh", "hcl", "json", "yaml"}] == []


# --- Terraform --------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """Return text with every run of white space as one space: alignment depends on what stands around."""
    return " ".join(text.split())


@pytest.mark.parametrize("block", of("hcl"), ids=str)
def test_terraform_is_a_whole_module_block_or_stands_in_an_example(block: CodeBlock) -> None:
    parsed: dict[str, Any] = hcl2.loads(block.body)
    if "module" not in parsed:
        examples = [squeezed(path.read_text()) for path in (ROOT / "examples").rglob("*.tf")]
        assert any(squeezed(block.body) in example for example in examples)
        return
    ((arguments,),) = [[*module.values()] for module in parsed["module"]]
    declared = (ROOT / "module/variables.tf").read_text()
    variables = set(re.findall(r'^variable "(\w+)"', declared, re.MULTILINE))
    assert re.fullmatch(r"git::https://.+//module\?ref=v[\d.]+&depth=1", arguments["source"].strip('"'))
    given = {name for name in arguments if name not in {"source", "__is_block__"}}
    assert given <= variables
    # The nine that are promised; all others have defaults.
    nine = declared.split("# --- Account")[0]
    assert set(re.findall(r'^variable "(\w+)"', nine, re.MULTILINE)) <= given


# --- JSON -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", of("json"), ids=str)
def test_json_is_an_answer_of_the_api_or_what_a_test_takes_from_there(block: CodeBlock) -> None:
    value = json.loads(block.body)
    if "module" in value:
        override = json.dumps(value["module"])
        assert f'{{"module": {override}}}' in (ROOT / "tests/unit/examples/planned.py").read_text()
    elif "Statement" in value:  # which tests/integration/test_trace.py takes from there
        assert block.document.name == "reliability.md"
    else:
        schema = "Status" if "status" in value else "Permission"
        validator(f"/components/schemas/{schema}").validate(value)


# --- YAML -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", of("yaml"), ids=str)
def test_yaml_names_a_hook_or_an_action_of_ours_and_its_inputs(block: CodeBlock) -> None:
    value = yaml.safe_load(block.body)
    if "repos" in value:
        ours = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
        assert {hook["id"] for repository in value["repos"] for hook in repository["hooks"]} == ours
        return
    for step in value:
        path = re.fullmatch(r"OWNER/image-uploader/(.+)@v[\d.]+", step["uses"])
        assert path, step
        action = yaml.safe_load((ROOT / path.group(1) / "action.yml").read_text())
        assert step["with"].keys() <= action["inputs"].keys()


# --- Shell ------------------------------------------------------------------------------------------

Check = Callable[[list[str], Path], None]


def check_nox(words: list[str], _folder: Path) -> None:
    sessions = list(takewhile(lambda word: word != "--", words[2:]))
    assert words == ["nox"] or (words[1] == "-s" and sessions and SESSIONS.issuperset(sessions)), words


def check_terraform(words: list[str], folder: Path) -> None:
    assert words[1] in {"init", "plan", "apply", "show", "test"}
    if words[1] == "show":
        assert words[2:5] == ["-json", "plan.bin", ">"]
        return
    for word in words[2:]:
        name, _, file = word.partition("=")
        assert name in {"-reconfigure", "-upgrade", "-backend-config", "-var-file", "-out"}
        assert not file or name == "-out" or (folder / file).is_file()


def check_cp(words: list[str], folder: Path) -> None:
    assert (folder / words[1]).is_file()


def check_program(words: list[str], folder: Path) -> None:
    """Hold a call of a Python program of ours against its own options."""
    if words[1:3] == ["-m", "pip"]:
        assert words[3] == "install"
        return
    programs = [place / words[1] for place in (folder, ROOT) if (place / words[1]).is_file()]
    assert programs, words
    known = subprocess.run(
        [sys.executable, str(programs[0]), "--help"], capture_output=True, text=True, timeout=60, check=False
    ).stdout
    assert [name for name in options(words) if name not in known] == []


def check_curl(words: list[str], _folder: Path) -> None:
    """Hold a call of the API, or a PUT with what it answered, against the interface."""
    pairs = list(pairwise(words))
    sent = dict(value.split(": ", 1) for option, value in pairs if option == "--header")
    if "--upload-file" in words:
        headers = interface()["components"]["schemas"]["Permission"]["properties"]["headers"]
        assert [*sent] == headers["required"]
        return
    assert [*sent] == [interface()["components"]["securitySchemes"]["secret"]["name"]]
    asked = {value.partition("=")[0] for option, value in pairs if option == "--data-urlencode"}
    (path,) = [word.removeprefix("https://uploads.example.com") for word in words if "/upload-" in word]
    required = {name for name, parameter in parameters(path).items() if parameter["required"]}
    assert required <= asked <= parameters(path).keys()


def check_aws(words: list[str], _folder: Path) -> None:
    """Hold a command of the AWS CLI against the service's own operations and their inputs."""
    service, operation = words[1], words[2]
    if operation in OF_THE_CLI_ITSELF:
        assert options(words).keys() == OF_THE_CLI_ITSELF[operation]
        return
    model = botocore.session.Session().get_service_model("s3" if service == "s3api" else service)
    name = operation.replace("-", " ").title().replace(" ", "")
    shape = model.operation_model(name).input_shape
    assert shape
    known = {"--" + re.sub(r"(?<!^)([A-Z])", r"-\1", member).lower() for member in shape.members}
    assert options(words).keys() <= known


CHECKS: dict[str, Check] = {
    "aws": check_aws,
    "cp": check_cp,
    "curl": check_curl,
    "nox": check_nox,
    "python": check_program,
    "python3": check_program,
    "terraform": check_terraform,
}


@pytest.mark.parametrize("block", of("sh"), ids=str)
def test_a_command_can_be_given_as_it_is_written(block: CodeBlock) -> None:
    for words in commands(block):
        if check := CHECKS.get(words[0]):
            check(words, block.document.parent)


@pytest.mark.skipif(
    None in (shutil.which("openssl"), shutil.which("ssh-keygen")), reason="the commands under test are theirs"
)
def test_a_signing_key_is_one_that_the_aws_cli_reads(tmp_path: Path) -> None:
    (block,) = [block for block in of("sh") if "openssl rsa" in block.body]
    done = subprocess.run(
        ["sh", "-eu", "-c", block.body], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith("-----BEGIN PUBLIC KEY-----")
    # Version 1 of the AWS CLI finds no key in a file that begins otherwise.
    assert (tmp_path / "url-signing-key.pem").read_text().startswith("-----BEGIN RSA PRIVATE KEY-----")


@pytest.mark.parametrize(
    "body",
    [
        "nox -s nonsense\n",
        "aws secretsmanager make-secret --name x\n",
        "terraform frobnicate\n",
    ],
)
def test_a_command_that_does_not_exist_is_found(body: str) -> None:
    with pytest.raises((AssertionError, OperationNotFoundError)):
        test_a_command_can_be_given_as_it_is_written(CodeBlock(ROOT / "README.md", 1, "sh", body))
