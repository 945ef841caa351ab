"""How commands are declared: their help, the arguments that several of them take, and their project."""

import functools
import os
from pathlib import Path

import click

from pipeline.cli.printing import Listings
from pipeline.core.languages import LANGUAGES
from pipeline.core.problems import say
from pipeline.core.project import Project, UsageError

try:
    import resource
except ImportError:  # Windows sets no limits
    resource = None

MEMORY = 2 * 10**9
"""Bytes of address space that the process needs; with less, libraries abort without a message."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(click.Command):
    """A command with examples below its help; accepts `--root` after its name."""

    def __init__(self, name, examples=(), **settings):
        super().__init__(name, context_settings=SETTINGS, **settings)
        self.examples = examples
        self.params.append(_root())

    def format_epilog(self, ctx, formatter):
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {example}\n" for example in self.examples))


class Group(click.Group):
    """Commands in sections: title -> commands. Accepts `--root` before the command."""

    def __init__(self, name, sections, **settings):
        commands = [command for own in sections.values() for command in own]
        super().__init__(name, commands=commands, context_settings=SETTINGS, **settings)
        self.sections = sections
        self.params.append(_root())

    def format_commands(self, ctx, formatter):
        for title, commands in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(command.name, summary(command)) for command in commands])


def command(name, *examples):
    return click.command(name, cls=Command, examples=examples)


def summary(command):
    """Return the first sentence of a command's help, without its full stop."""
    return " ".join(command.help.split()).partition(". ")[0].removesuffix(".")


def _root():
    def keep(ctx, _option, value):
        if value is not None:
            ctx.meta["root"] = value

    text = (
        "Folder with raw/, build/ and releases/.  [default: RATING_ROOT, or the nearest folder with raw/editions/, "
        "from the current one upwards]"
    )
    return click.Option(["--root"], metavar="DIR", expose_value=False, callback=keep, help=text)


def _given(ctx):
    return ctx.meta.get("root") or os.environ.get("RATING_ROOT")


def in_project(function):
    """Pass the project to a command's function as its first argument."""

    @functools.wraps(function)
    @click.pass_context
    def run(ctx, **words):
        # RLIM_INFINITY is negative or huge, depending on the platform.
        limit = resource.getrlimit(resource.RLIMIT_AS)[0] if resource else -1
        if 0 <= limit < MEMORY:
            needs = f"{MEMORY // 10**6:,} MB are needed (raise the limit with ulimit -v)"
            raise UsageError(f"address space is limited to {limit // 10**6:,} MB, and {needs}")
        given = _given(ctx)
        try:
            ctx.find_root().obj = project = Project(given or _nearest())
        except (OSError, RuntimeError) as error:
            why = f"{getattr(error, 'strerror', error)} (do it and the current folder still exist?)"
            raise UsageError(f"--root {given or '.'}: {why}") from None
        if not given and project.given != ".":
            say(f"the project is {project.root}")
        return function(project, **words)

    return run


def _nearest():
    """Return the nearest folder with raw/editions/, from the current one upwards; skip releases, which have it too."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        release = folder != here and (folder / "provenance.json").exists()
        if os.path.isdir(folder / "raw/editions") and not release:  # noqa: PTH112
            return os.path.relpath(folder)
    return "."


def listing(function):
    """Pass the project and `out`, which prints listings, to a command's function."""

    @click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True,
                  help="Format of the output.")  # fmt: skip
    @click.option("--wide", is_flag=True, help="Show all columns, even if they do not fit the terminal.")
    @in_project
    @functools.wraps(function)
    def run(project, format, wide, **words):
        return function(project, Listings(format, wide), **words)

    return run


def argument(name, text="", required=True, **settings):
    """Declare an argument; the shell completes the ids of editions and companies."""
    if not required and "nargs" not in settings:
        settings["default"] = ""
    return click.argument(
        name, required=required, help=text or WORDS[name], shell_complete=COMPLETED.get(name), **settings
    )


def language(default):
    return click.option("--language", type=click.Choice(list(LANGUAGES)), default=default, show_default=True,
                        help="Language of the texts.")  # fmt: skip


WORDS = {
    "edition": "Id of an edition: <series>-<year>.",
    "company": "Id of a company.",
    "service": "Id of a service.",
    "version": "Version of a release.",
    "before": "The earlier edition.",
    "later": "The later edition.",
}
"""Name of an argument -> its default help."""


def _editions(ctx, _argument, begun):
    return [name for name in _found(ctx).editions() if name.startswith(begun)]


def _companies(ctx, _argument, begun):
    edition = ctx.params.get("edition") or ctx.params.get("later")
    path = _found(ctx).edition(edition) / "companies.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()[1:] if path.is_file() else ()
    return [name for name in (line.split(",")[0] for line in lines) if name.startswith(begun)]


def _found(ctx):
    return Project(_given(ctx) or _nearest())


COMPLETED = {**dict.fromkeys(("edition", "before", "later", "editions"), _editions), "company": _companies}
"""Name of an argument -> function that returns its completions."""
