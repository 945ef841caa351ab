"""Standard streams that are closed, full, or whose encoding lacks some characters."""

import codecs
import io
import json
import os
import sys


def open_streams():
    """Replace closed streams by /dev/null, so that the next file that is opened does not get their number. Make
    standard output escape characters that its encoding lacks as JSON does (`\\u049b`), so that JSON stays valid."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # os.open returns the lowest free number, which is that of the closed stream.
            handle = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(handle, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    codecs.register_error("as_in_json", _as_in_json)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="as_in_json")


def full():
    """Flush standard output. Return the OSError if that fails, else None."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop()
        return error
    return None


def drop():
    """Discard further output: otherwise Python would try to flush it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _as_in_json(error):
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
