"""``python3 -m ltc <command>``: the one way in, from nothing but a Python interpreter.

This file uses the standard library only and parses on Python 3.8, so that an old interpreter gets
a sentence instead of a syntax error. It keeps an environment of its own (``.venv``) that holds
exactly the packages of the lock files, and hands every command to the interpreter in there.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
NEEDS_TEST_TOOLS = ("test", "prove", "bench", "lock", "screenshots")
OLDEST, NEWEST = (3, 11), (3, 13)
MARKER = "ltc-ready.json"
HANDED_OVER = "LTC_HANDED_OVER"
LOCK_OPTIONS = [
    *("--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
]
# What pip says, and what that means for the person who started us; the first match counts.
NO_NETWORK = "the package index cannot be reached; the first start needs a network"
PIP_TROUBLES = (
    ("No space left", "the disk is full"),
    ("DO NOT MATCH THE HASHES", "a downloaded package is not the one that was locked"),
    ("NewConnectionError", NO_NETWORK),
    ("connection broken", NO_NETWORK),
    ("NameResolutionError", NO_NETWORK),
    ("timed out", NO_NETWORK),
    ("No matching distribution", "a package has no ready build for this machine and Python"),
)


class Stop(Exception):
    """The command cannot start; the message is the sentence that says why."""


def say(text: str) -> None:
    """Tell the person what is happening, beside the command's own output."""
    print(f"ltc: {text}", file=sys.stderr, flush=True)


def check_interpreter() -> None:
    """Refuse interpreters that are too old; warn about those nobody has tried."""
    here = sys.version_info[:2]
    found = f"this is Python {here[0]}.{here[1]} ({sys.executable})"
    if here < OLDEST:
        raise Stop(f"Python 3.11 or newer is needed, {found}.")
    if here > NEWEST:
        say(f"note: tried with Python 3.11 to 3.13, {found}.")
    if os.name != "posix":
        raise Stop("Linux is needed (on Windows: inside WSL).")


def venv_dir() -> Path:
    """Return where the environment lives: ``$LTC_VENV`` or ``.venv`` beside the ltc folder."""
    chosen = os.environ.get("LTC_VENV")
    return Path(os.path.abspath(os.path.expanduser(chosen))) if chosen else ROOT / ".venv"


def python_in(env: Path) -> Path:
    """Return the interpreter of the environment ``env``.

    Nothing else in its ``bin`` is ever used: the other scripts there hold the temporary name under
    which the environment was made.
    """
    return env / "bin" / "python"


def lock_hash(kind: str) -> str:
    """Return the fingerprint of one lock file."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def interpreter_id() -> str:
    """Return what must stay the same for installed packages to stay usable."""
    version = f"{sys.implementation.name}-{sys.version_info[0]}.{sys.version_info[1]}"
    return f"{version}-{sysconfig.get_platform()}"


def read_marker(env: Path) -> dict[str, str]:
    """Return what the environment says about itself; empty when it is not whole or not ours."""
    try:
        content = json.loads((env / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_ready(env: Path, kind: str) -> bool:
    """Say whether ``env`` holds exactly what the lock of this kind asks for."""
    marker = read_marker(env)
    return (
        marker.get("python") == interpreter_id()
        and marker.get(kind) == lock_hash(kind)
        and os.access(python_in(env), os.X_OK)
    )


def mark_ready(env: Path, kind: str) -> None:
    """Write down what ``env`` holds. The test lock contains the whole run lock."""
    kinds = ("run", "test") if kind == "test" else ("run",)
    marker = {name: lock_hash(name) for name in kinds}
    marker["python"] = interpreter_id()
    (env / MARKER).write_text(json.dumps(marker), encoding="utf-8")


def provide_ensurepip() -> None:
    """Make sure that an environment with pip can be made; stock Debian keeps that part apart."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    line = f"apt-get update && apt-get install -y {package}"
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        say(f"this Python cannot make environments yet; running: {line}")
        settings = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        done = subprocess.run(["sh", "-c", line], env=settings, capture_output=True)
        importlib.invalidate_caches()
        if done.returncode == 0 and importlib.util.find_spec("ensurepip") is not None:
            return
    raise Stop(f"this Python cannot make environments; as root, run: {line}")


def install(env: Path, kind: str) -> None:
    """Install the locked packages into ``env``, refusing any whose hash is not the recorded one."""
    command = [str(python_in(env)), "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--only-binary=:all:", "--retries=2", "--disable-pip-version-check"]
    command += ["--no-warn-script-location", "-r", str(LOCKS[kind])]
    # -P has no old counterpart: without it pip would see a stray module of the current directory.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pip = subprocess.Popen(
        command, cwd=str(env), env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines: list[str] = []
    try:
        for raw in pip.stdout or ():
            lines.append(raw.decode("utf-8", "replace").strip())
            if lines[-1].startswith("Installing collected"):
                say("all packages are here, unpacking them")
    except BaseException:
        pip.kill()
        raise
    if pip.wait() != 0:
        raise Stop(pip_trouble(lines))


def pip_trouble(lines: list[str]) -> str:
    """Say in one sentence why the installation failed."""
    everything = "\n".join(lines)
    for sign, meaning in PIP_TROUBLES:
        if sign in everything:
            return f"the packages could not be installed: {meaning}."
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["no output"]
    return f"the packages could not be installed; pip says: {errors[-1]}"


def name_itself(fresh: Path, env: Path) -> None:
    """Let the scripts of the new environment name it by the name that it is about to take."""
    before, after = os.fsencode(fresh), os.fsencode(env)
    for script in fresh.glob("bin/*"):
        if script.is_file() and not script.is_symlink():
            content = script.read_bytes()
            if before in content and b"\0" not in content:
                script.write_bytes(content.replace(before, after))


def put_in_place(fresh: Path, env: Path) -> None:
    """Give the finished environment its name, in one step as far as others can see."""
    old = env.with_name(env.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    name_itself(fresh, env)
    if env.exists():
        env.rename(old)
    fresh.rename(env)
    shutil.rmtree(old, ignore_errors=True)


def build(env: Path, kind: str) -> None:
    """Make ``env`` from nothing under another name, so that a broken one is never seen."""
    if read_marker(env).get("test"):
        kind = "test"  # whoever had the test tools keeps them
    began = time.monotonic()
    say(f"making {env} (only after a change; about a minute)")
    provide_ensurepip()
    fresh = env.with_name(env.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        venv.EnvBuilder(symlinks=True, with_pip=True).create(str(fresh))
        pins = sum("==" in line for line in LOCKS[kind].read_text("utf-8").splitlines())
        say(f"fetching {pins} locked packages")
        install(fresh, kind)
        mark_ready(fresh, kind)
        put_in_place(fresh, env)
    except subprocess.CalledProcessError:
        raise Stop(f"the environment {fresh} could not be made (full disk?).") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    say(f"ready after {time.monotonic() - began:.0f} s")


@contextlib.contextmanager
def one_at_a_time(env: Path) -> Iterator[None]:
    """Let one start make the environment while the others wait for it."""
    import fcntl  # not on Windows, which check_interpreter() has told so by now

    env.parent.mkdir(parents=True, exist_ok=True)
    with open(env.with_name(env.name + ".lock"), "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start is installing; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def provide(env: Path, kind: str) -> None:
    """Make sure that ``env`` holds what the command needs; cheap when it already does."""
    try:
        if is_ready(env, kind):
            return
        if os.environ.get("LTC_VENV") and env.exists() and not (env / MARKER).exists():
            raise Stop(f"LTC_VENV={env} is there already and not ours; name a new folder.")
        with one_at_a_time(env):
            if not is_ready(env, kind):
                build(env, kind)
    except OSError as trouble:
        place = trouble.filename or env
        reason = trouble.strerror or trouble
        hint = "set LTC_VENV to a folder of your own, such as ~/.ltc-venv"
        raise Stop(f"{env} cannot be made here ({place}: {reason}); {hint}.") from None


def hand_over(env: Path, argv: list[str]) -> None:
    """Become the environment's interpreter. The current directory stays the person's own."""
    if os.environ.get(HANDED_OVER) == str(os.getpid()):
        raise Stop(f"{python_in(env)} does not start in its own environment; remove {env}.")
    os.environ[HANDED_OVER] = str(os.getpid())  # exec keeps the process id: a loop shows itself
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.setdefault("PYTHONUTF8", "1")
    python = str(python_in(env))
    sys.stdout.flush()
    # -P: modules of the current directory must not hide ours
    os.execv(python, [python, "-P", "-m", "ltc", *argv])


def renew_locks(options: list[str]) -> int:
    """Write both lock files from pyproject.toml (``--upgrade`` also takes newer versions)."""
    test, run = LOCKS["test"].name, LOCKS["run"].name
    # The run lock takes its versions from the test lock, so that one environment satisfies both.
    jobs: tuple[tuple[str, list[str]], ...] = (
        (test, ["--extra", "test", *options]),
        (run, ["--constraint", test, *options]),
    )
    for name, extra in jobs:
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "-o", name]
        code = subprocess.run([*command, *LOCK_OPTIONS, *extra], cwd=str(ROOT)).returncode
        if code != 0:
            return code
        say(f"wrote {name}")
    return 0


def run_inside(argv: list[str]) -> int:
    """Run the command; by now every locked package can be imported."""
    command, rest = (argv[0], argv[1:]) if argv else ("", [])
    if command == "lock":
        return renew_locks(rest)
    name = {"test": "tests.run"}.get(command, f"tests.{command}")
    if command in ("test", "prove", "bench", "screenshots"):
        if not (ROOT / "tests").is_dir():
            raise Stop(f"'{command}' runs from a checkout; there is no tests folder here.")
        return int(importlib.import_module(name).main(rest))
    return int(importlib.import_module("ltc.cli").main(argv))


def main(argv: list[str]) -> int:
    """Prepare the environment when needed, then run the command inside it."""
    try:
        check_interpreter()
        env = venv_dir()
        kind = "test" if argv and argv[0] in NEEDS_TEST_TOOLS else "run"
        provide(env, kind)
        if os.path.realpath(sys.prefix) != os.path.realpath(env):
            hand_over(env, argv)
        return run_inside(argv)
    except Stop as reason:
        say(str(reason))
        return 2
    except KeyboardInterrupt:
        say("stopped")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
