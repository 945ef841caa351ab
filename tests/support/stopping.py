"""The command, stopped at a chosen event: killed as by a power cut, held while another one runs, or out of room.

Run as a script it is a process that has the program loaded, and does each command in a fork of itself: that saves the
seconds of its start. An event is a call that changes a file below the root; what is written is cut in half where it
has not reached the disk yet.
"""

import builtins
import fcntl
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parents[2]
TOLD = ("out", "err", "events")
CALLS = ("rename", "replace", "fsync", "mkdir", "unlink", "rmdir")


class Program:
    """The loaded program. `run` is the whole command; `code` is its exit code, or less a signal's number; `events` says
    how many of each kind there were."""

    def __enter__(self):
        env = {**os.environ, "RATING_THREADS": "1", "POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, __file__], cwd=HERE, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *_error):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def run(self, root, *words, kind="", at=0, how="KILL", after=None, room=None):
        """`at` is the number of the event of a `kind` before which the command gets the signal `how`; or it is killed
        `after` so many seconds; no file may become larger than `room` bytes. Where it is held (`code` is None), `go`
        lets it go on."""
        asked = {"root": str(root), "words": [*map(str, words)], "kind": kind, "at": at, "how": how, "after": after,
                 "room": room}  # fmt: skip
        return self._ask(asked)

    def go(self, held):
        return self._ask({"go": held.pid})

    def _ask(self, asked):
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return SimpleNamespace(**json.loads(self.process.stdout.readline()))


def _serve():
    _load()
    told = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if pid := asked.get("go"):
            os.kill(pid, signal.SIGCONT)
        else:
            pipes = [os.pipe() for _ in TOLD]
            for _, end in pipes:
                fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 1 << 20)
            pid = os.fork()
            if pid == 0:
                _child(asked, *(end for _, end in pipes))
            told[pid] = [os.fdopen(begin, "rb") for begin, _ in pipes]
            for begin, end in pipes:
                os.close(end)
                os.set_blocking(begin, False)
            if asked["after"] is not None:
                time.sleep(asked["after"])
                os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, os.WUNTRACED)
        code = None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)
        said = {} if code is None else {n: (f.read() or b"").decode() for n, f in zip(TOLD, told.pop(pid), strict=True)}
        if said:
            said["events"] = json.loads(said["events"] or "{}")
        print(json.dumps({"pid": pid, "code": code, **said}), flush=True)


def _load():
    import pipeline.cli.main
    import pipeline.computing.build
    import pipeline.desk.new
    import pipeline.desk.workbooks
    import pipeline.importers.rdr
    import pipeline.releasing.publish
    import pipeline.reporting.chart_export
    import pipeline.reporting.report  # noqa: F401
    from pipeline.computing import sql
    from pipeline.reporting.site import environment

    sql.models()
    for name in environment().list_templates():
        environment().get_template(name)


def _child(asked, out, err, told):
    code = 99
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        events = _watch(asked["root"], asked["kind"], asked["at"], getattr(signal, f"SIG{asked['how']}"))
        if asked["room"] is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["room"],) * 2)
        import duckdb

        from pipeline.cli.main import main

        # The threads of DuckDB's own connection did not come along; what has none is left as it is, not closed.
        kept = duckdb.default_connection()
        duckdb.set_default_connection(duckdb.connect())
        assert kept is not duckdb.default_connection()
        begin = time.monotonic()
        try:
            code = main([*asked["words"], "--root", asked["root"]])
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
        events["seconds"] = time.monotonic() - begin
        os.write(told, json.dumps(events).encode())
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)  # ty: ignore[invalid-argument-type]


def _watch(root, kind, at, how):
    """Count events from here on; the process gets the signal before event number `at` of the kind (from 1)."""
    events = dict.fromkeys(("files", "rename"), 0)

    def event(which, cut=None):
        events[which] += 1
        if which == kind and events[which] == at:
            if cut is not None and how == signal.SIGKILL and opened_as(cut).is_file():
                os.truncate(opened_as(cut), opened_as(cut).stat().st_size // 2)
            os.kill(os.getpid(), how)

    def opened_as(number):
        return Path(f"/proc/self/fd/{number}").readlink()

    def below(path, folder=None):
        base = Path.cwd() if folder is None else opened_as(folder)
        return (opened_as(path) if isinstance(path, int) else base / path).is_relative_to(root)

    def watched(name, call):
        def watching(path, *rest, **options):
            if below(path, options.get("dir_fd")):
                event("files", path if name == "fsync" else None)
                if name in ("rename", "replace"):
                    event("rename")
            return call(path, *rest, **options)

        return watching

    for name in CALLS:
        setattr(os, name, watched(name, getattr(os, name)))
    opened = io.open

    def opening(path, mode="r", *rest, **options):
        if set(mode) & set("wxa+") and not isinstance(path, int) and below(path):
            event("files")
        return opened(path, mode, *rest, **options)

    io.open = builtins.open = opening  # ty: ignore[invalid-assignment]

    return events


if __name__ == "__main__":
    _serve()
