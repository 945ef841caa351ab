"""Standard output and error as they are met: closed, full, or with an encoding that lacks our letters."""

import codecs
import io
import json
import os
import sys


def open_streams():
    """What is closed is as good as /dev/null: otherwise the next file that is opened would take its place. A letter
    that standard output has no code for is written as in JSON, `\\u049b`, which is readable and stays JSON."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # It gets the lowest number that is free, which is the one that is closed.
            handle = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(handle, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    codecs.register_error("as_in_json", _as_in_json)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="as_in_json")


def full():
    """Why what was printed last can't be written, as an OSError; None where it can."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop()
        return error
    return None


def drop():
    """What is printed goes nowhere from now on: at its end, Python would try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _as_in_json(error):
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
