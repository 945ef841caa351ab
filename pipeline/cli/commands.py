"""How commands are declared: their help, the words that many of them take, and the project that they work in."""

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
"""Bytes of address space that the process needs: with less, libraries abort without a message."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(click.Command):
    """A command with examples beneath its help; `--root` may stand among its words."""

    def __init__(self, name, examples=(), **settings):
        super().__init__(name, **settings)
        self.examples = examples
        self.params.append(_root())

    def format_epilog(self, ctx, formatter):
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {example}\n" for example in self.examples))


class Group(click.Group):
    """Commands by what they are for: title of a section -> its commands. `--root` may stand before the command."""

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
    """The first sentence of a command's help, without its full stop."""
    return " ".join(command.help.split()).partition(". ")[0].removesuffix(".")


def _root():
    def keep(ctx, _option, value):
        if value is not None:
            ctx.meta["root"] = value

    text = (
        "Folder with raw/, build/ and releases/.  [default: RATING_ROOT, or the nearest with raw/editions/, from here "
        "upwards]"
    )
    return click.Option(["--root"], metavar="DIR", expose_value=False, callback=keep, help=text)


def _given(ctx):
    return ctx.meta.get("root") or os.environ.get("RATING_ROOT")


def in_project(function):
    """A command's function gets its project as its first argument."""

    @functools.wraps(function)
    @click.pass_context
    def run(ctx, **words):
        # Without a limit it is less than zero, or huge.
        limit = resource.getrlimit(resource.RLIMIT_AS)[0] if resource else -1
        if 0 <= limit < MEMORY:
            needs = f"needs {MEMORY // 10**6:,} (ulimit -v sets it)"
            raise UsageError(f"may take {limit // 10**6:,} MB of address space, and {needs}")
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
    """The nearest folder with raw/editions/ from the current one upwards, but no release, which has that too."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        release = folder != here and (folder / "provenance.json").exists()
        if os.path.isdir(folder / "raw/editions") and not release:  # noqa: PTH112
            return os.path.relpath(folder)
    return "."


def listing(function):
    """A command's function gets its project and `out`, which prints its listings."""

    @click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True,
                  help="How listings are printed.")  # fmt: skip
    @click.option("--wide", is_flag=True, help="Show all columns, however narrow the terminal is.")
    @in_project
    @functools.wraps(function)
    def run(project, format, wide, **words):
        return function(project, Listings(format, wide), **words)

    return run


def argument(name, text="", required=True, **settings):
    """A word of a command, completed by the shell where it is an edition's or a company's id."""
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
"""Name of an argument -> what it is, where nothing else is said."""


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
"""Name of an argument -> what the shell may complete it by."""
