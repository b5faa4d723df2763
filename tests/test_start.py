"""The start: when an environment counts as ready, and what is said when it cannot be made."""

from pathlib import Path

import pytest

import ltc.__main__ as start


@pytest.fixture
def env(tmp_path: Path) -> Path:
    """An environment with an interpreter and nothing written down about it."""
    folder = tmp_path / "สภาพแวดล้อม ใหม่"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch(mode=0o755)
    return folder


def test_unmarked_environment_is_not_ready(env: Path) -> None:
    assert not start.is_ready(env, "run")


def test_test_environment_serves_both_kinds(env: Path) -> None:
    start.mark_ready(env, "test")
    assert start.is_ready(env, "run")
    assert start.is_ready(env, "test")


def test_run_environment_lacks_the_test_tools(env: Path) -> None:
    start.mark_ready(env, "run")
    assert start.is_ready(env, "run")
    assert not start.is_ready(env, "test")


def test_changed_lock_makes_it_stale(
    env: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start.mark_ready(env, "run")
    other = tmp_path / "requirements.lock"
    other.write_text("flask==0.1\n")
    monkeypatch.setitem(start.LOCKS, "run", other)
    assert not start.is_ready(env, "run")


def test_other_interpreter_makes_it_stale(env: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start.mark_ready(env, "run")
    monkeypatch.setattr(start, "interpreter_id", lambda: "cpython-3.99-linux-x86_64")
    assert not start.is_ready(env, "run")


def test_vanished_interpreter_makes_it_stale(env: Path) -> None:
    start.mark_ready(env, "run")
    (env / "bin" / "python").unlink()
    assert not start.is_ready(env, "run")


def test_finished_environment_replaces_the_old_one(env: Path) -> None:
    fresh = env.with_name("fresh")
    fresh.mkdir()
    start.mark_ready(fresh, "run")
    start.put_in_place(fresh, env)
    assert sorted(path.name for path in env.parent.iterdir()) == [env.name]
    assert start.read_marker(env)["run"]


def test_somebody_elses_environment_is_left_alone(
    env: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LTC_VENV", str(env))
    with pytest.raises(start.Stop, match="not ours"):
        start.provide(env, "run")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("WARNING: Retrying after connection broken by 'NewConnectionError('", "network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE FILE", "not the one"),
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for flask==3.1.3", "no ready build"),
        ("ERROR: something new", "pip says: ERROR: something new"),
    ],
)
def test_failed_installation_is_one_sentence(line: str, sentence: str) -> None:
    told = start.pip_trouble(["Collecting flask", line])
    assert sentence in told
    assert "\n" not in told
