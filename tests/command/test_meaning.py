"""A model of meanings that cannot be had: one sentence, exit code 2, nothing changed."""

import json
from pathlib import Path

import pytest

from tests.command.calling import Done, call, refused, said
from tests.command.files import everything_in, make_desk
from tests.command.test_start import run
from tests.leaks import TOKEN
from tests.meanings import make_model

SETTINGS = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "sqlite:///desk.db"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SEMANTIC_LIKELY", "rather", "SEMANTIC_LIKELY must be a number from 0 to 1, like 0.8: correct it."),
        ("SEMANTIC_LIKELY", "1.01", "SEMANTIC_LIKELY must be a number from 0 to 1"),
        ("SEMANTIC_LIKELY", "-0.1", "SEMANTIC_LIKELY must be a number from 0 to 1"),
        ("SEMANTIC_LIKELY", "nan", "SEMANTIC_LIKELY must be a number from 0 to 1"),
        ("SEMANTIC_MODEL", "/nowhere/at/all", "SEMANTIC_MODEL: there is no folder /nowhere/at/all"),
        ("SEMANTIC_MODEL", "./nowhere", "SEMANTIC_MODEL: there is no folder ./nowhere"),
    ],
)
def test_a_wrong_setting(tmp_path: Path, name: str, value: str, words: str) -> None:
    refused(call(tmp_path, "run", **SETTINGS, **{name: value}), words)
    assert list(tmp_path.iterdir()) == []


def spoil(folder: Path, file: str, content: bytes | None) -> None:
    make_model(folder)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", None),
        ("config.json", None),
        ("model.safetensors", b""),
        ("model.safetensors", b"no weights" * 40),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b"\xff\xfe\x00"),
        ("config.json", b"[1"),
        ("config.json", json.dumps([1]).encode()),
    ],
)
def test_a_folder_that_is_no_model(tmp_path: Path, file: str, content: bytes | None) -> None:
    spoil(tmp_path / "model", file, content)
    before = everything_in(tmp_path)
    done = call(tmp_path, "run", **SETTINGS, SEMANTIC_MODEL="model")
    refused(done, "SEMANTIC_MODEL: model is not read as a static embedding model (")
    assert "name the folder of one that Model2Vec reads" in done.lines[0]
    assert everything_in(tmp_path) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"GGUF")
    done = call(tmp_path, "run", **SETTINGS, SEMANTIC_MODEL="model.bin")
    refused(done, "SEMANTIC_MODEL: model.bin is a file: name the folder that holds the model.")


def in_a_new_interpreter(folder: Path, library: str, *arguments: str, **env: str) -> Done:
    """With this in the place of Model2Vec: what a process is forked from may have the real one."""
    (folder / "model2vec.py").write_text(library)
    done = run(folder, *arguments, **SETTINGS, **env)
    return Done(done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()])


def test_the_extra_is_not_installed(tmp_path: Path) -> None:
    make_model(tmp_path / "model")
    # As Python says it where there is none.
    absent = 'raise ModuleNotFoundError("No module named model2vec")'
    done = in_a_new_interpreter(tmp_path, absent, "run", SEMANTIC_MODEL="model")
    refused(done, "is not installed: `pip install 'second-source[semantic]'`, or unset it.")
    assert not (tmp_path / "desk.db").exists()


def test_without_the_setting_the_extra_is_not_looked_for(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    done = in_a_new_interpreter(tmp_path, 'raise SystemExit("imported")', "check")
    assert "meaning:" not in said(done)


def test_check_says_what_a_start_would(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    model = make_model(tmp_path / "model")
    before = everything_in(tmp_path)
    done = call(tmp_path, "check", **SETTINGS, SEMANTIC_MODEL=str(model), SEMANTIC_LIKELY="0.7")
    assert f"ok       meaning: {model} is read; likely the same from 0.7" in said(done)
    done = call(tmp_path, "check", **SETTINGS, SEMANTIC_MODEL="desk/meanings")
    assert "ok       meaning: desk/meanings is a name: a start fetches it where it is not there yet" in said(
        done
    )
    assert everything_in(tmp_path) == before
    (model / "config.json").unlink()
    done = call(tmp_path, "check", **SETTINGS, SEMANTIC_MODEL=str(model))
    assert done.code == 2
    assert [line for line in done.lines if line.startswith("wrong    meaning: SEMANTIC_MODEL: ")]


def test_by_name_a_copy_that_was_fetched_before_will_do(tmp_path: Path) -> None:
    nobody = {"TELEGRAM_API_URL": "http://127.0.0.1:9"}
    offline = {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_CACHE": str(tmp_path / "hub"),
        "SEMANTIC_MODEL": "desk/meanings",
    }
    done = call(tmp_path, "run", **SETTINGS, **nobody, **offline)
    refused(done, "SEMANTIC_MODEL: desk/meanings is not read as a static embedding model (")
    make_model(tmp_path / "hub" / "models--desk--meanings" / "snapshots" / "1")
    # It goes on to what comes after the model.
    refused(call(tmp_path, "run", **SETTINGS, **nobody, **offline), "cannot be reached")
