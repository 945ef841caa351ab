"""Generate the reference pages in docs/: commands, tables, raw files and checks. `make docs` runs it."""

from inspect import cleandoc

import click

from pipeline.cli.main import RATING
from pipeline.computing import sql
from pipeline.core.problems import ERRORS, WARNINGS
from pipeline.core.project import HOME
from pipeline.reading.edition_warnings import ACCEPTED, COLUMNS
from pipeline.reading.editions import METHODOLOGY_FILES, OPTIONAL
from pipeline.reading.editions import SHAPE as EDITION_SHAPE
from pipeline.reading.lineage import LINEAGE_FILES
from pipeline.reading.methodologies import DEFAULTS
from pipeline.reading.methodologies import SHAPE as METHODOLOGY_SHAPE
from pipeline.reading.validation import FILES
from pipeline.releasing.package import allowed
from pipeline.schemas import LINEAGE, SCHEMAS, columns, describe, key

MADE = "<!-- Generated from the code by `make docs`: edit the code instead. -->"

GROUPS = {
    "staged": "The raw files with typed columns, and what is derived from them before scoring. Points and scores are "
    "integers in units of 1e-12 point. Companies, services, indicators and elements have numbers (`units`, `codes`) in "
    "the order of their names, so that a table sorted by number is sorted by name.",
    "scored": "Scores, ranks, weights and gains of every scenario: `actual` is published, the others answer "
    "what-if questions. Numbers for names, and integers in units of 1e-12 point. Not kept: they exist only during a "
    "build.",
    "compared": "Changes of scores from one edition to a later one. As in `scored`.",
    "public": "The tables of a release. Scores are points, 0 to 100.",
}
"""Group of tables -> its description, in the order of the data flow."""

KEYS = {
    "scale": "The possible answers: `answer`, its code in all tables; `points` and `reversed_points` (for elements "
    "that score in reverse), both empty for an answer that is left out of every mean; `label` in en, ru and kk; and "
    "further `spellings` by language",
    "company_types": "Types of companies, which excluded_company_types can name",
    "service_classes": "Classes of services, which excluded_service_classes can name",
    "strands": "Strand -> the indicators that are answered separately for it. Other indicators have one strand, `all`",
    "weights": "Code of an indicator, family or category -> its weight in the mean above it; default 1",
    "steps": "Steps of the research in order; the last one is `final`",
    "raters": "The steps of the raters whose agreement is measured",
    "based_on": "The methodology that this one was made from: elements with the same code and label in both are "
    "the same, unless lineage/elements.csv lists them",
    "id": "The folder's name",
    "title": "Title; in an edition, one for each language: en, and optionally ru and kk",
}
"""Keys of YAML files that are not columns of a table, or differ from the column -> their meaning."""


def commands():
    """Return the page of all commands: arguments, options, examples, and the keys of `--format json`."""
    lines = ["# Commands", "", MADE, ""]
    lines += [
        "Exit code 0: done, possibly with warnings or with printed scores that differ from the computed ones. 1: "
        "errors in the data, all listed as `file:line: column: what was found (what to do)`. 2: wrong usage of the "
        "command.",
        "",
        "Data go to standard output, progress and messages to standard error. On a terminal, listings fit its width: "
        "text is wrapped, and columns that do not fit are named below the table; `--wide` shows them. In a file or a "
        "pipe, all columns are complete.",
        "",
        "Every command takes `--root DIR`, before or after its name: the folder with raw/, build/ and releases/. The "
        "default is the environment variable `RATING_ROOT`, or else the nearest folder with raw/editions/, from the "
        "current one upwards.",
        "",
        "To complete commands, options, editions and companies in bash, add "
        '`eval "$(_RATING_COMPLETE=bash_source rating)"` to `~/.bashrc`; for zsh and fish, use `zsh_source` and '
        "`fish_source`.",
        "",
        "With `--format json` the output is one object with stable keys:",
        "",
        *_grid(
            ("command", "keys"), [(f"`{name}`", ", ".join(f"`{k}`" for k in keys)) for name, keys in JSON_KEYS.items()]
        ),
    ]
    for path, command in leaves(RATING):
        ctx = click.Context(command, **command.context_settings)
        usage = " ".join([path, *command.collect_usage_pieces(ctx)])
        lines += ["", f"## {path}", "", cleandoc(command.help), "", f"    {usage}"]
        records = [p.get_help_record(ctx) for p in command.params if p.name != "root"]
        lines += ["", "For example:", "", *(f"    {example}" for example in command.examples), ""]
        words = [(f"`{name.replace('|', ' or ')}`", text) for name, text in records]
        lines += _grid(("argument or option", "meaning"), words) if words else []
    return _text(lines)


JSON_KEYS = {
    "build": ("left_out", "built", "printed_scores"),
    "check": ("problems",),
    "compare": ("before", "later", "company", "companies", "services", "answers", "indicators"),
    "diff": ("schema", "rows_and_cells"),
    "explain": ("edition", "company", "service", "scope", "tree"),
    "fetch": ("imported",),
    "findings": ("edition", "findings"),
    "import": ("imported", "documents", "conflicts"),
    "import sheets": ("read", "imported", "documents", "conflicts"),
    "lineage": ("before", "later", "matched", "in_one_edition_only", "elements", "proposals", "written"),
    "list": ("releases",),
    "map": ("rows", "columns", "sample"),
    "progress": ("edition", "progress", "step", "missing"),
    "release": ("released",),
    "report": ("report",),
    "roadmap": ("edition", "company", "service", "answers", "groups"),
    "show": ("edition", "companies", "services", "printed_scores", "disagreeing_scores", "disagreeing_ranks"),
    "show EDITION COMPANY": ("edition", "company", "indicators"),
    "undo": ("put_back",),
    "undo --list": ("edition", "imports"),
    "verify": ("verdicts",),
    "workbook": ("workbooks",),
}
"""Command -> keys of its JSON output."""


def leaves(group, path="rating"):
    """Yield (path, command) of each command, including those of nested groups."""
    for commands in group.sections.values():
        for command in commands:
            name = f"{path} {command.name}"
            yield from leaves(command, name) if isinstance(command, click.Group) else [(name, command)]


def tables():
    """Return the page of all tables, with their keys and columns."""
    lines = ["# Tables", "", MADE, ""]
    lines += [
        "`build/<group>/<table>.parquet`, for `staged` and `public`. Every table contains all editions, and is sorted "
        "by its key, whose columns are marked *key*.",
    ]
    for group, what in GROUPS.items():
        names = sorted(t for t in SCHEMAS if t.startswith(f"{group}."))
        lines += ["", f"## {group}", "", what, ""]
        lines += [", ".join(f"[{t.split('.')[1]}](#{t.replace('.', '')})" for t in names) + "."]
        for table in names:
            schema = SCHEMAS[table]
            lines += ["", f"### {table}", "", describe(table), "", f"Key: {', '.join(key(schema))}.", ""]
            lines += _grid(
                ("column", "type", "unit", "meaning"),
                [
                    (
                        f"`{c.name}`{' *key*' if c.name in key(schema) else ''}",
                        c.sql_type.lower(),
                        c.unit or "",
                        _meaning_of(c),
                    )
                    for c in columns(schema)
                ],
            )
    return _text(lines)


def raw_files():
    """Return the page of all raw files, with their columns or keys."""
    lines = ["# Raw files", "", MADE, ""]
    lines += [
        "CSV files are in UTF-8, with commas, a header, and the columns in this order. An id consists of lower-case "
        "`a-z`, `0-9` and `-`, at most 60 characters; codes have no leading zeros (`F5a.1`). Several values in one "
        "cell are separated by `;`. A column marked *optional* can be missing; one marked *private* never leaves "
        "`raw/`, and neither do comments in YAML files.",
    ]
    methodology = [t for t, file in FILES.items() if file in METHODOLOGY_FILES]
    edition = [t for t in FILES if t not in methodology]
    for folder, names, shape in (
        ("methodologies/<id>", methodology, METHODOLOGY_SHAPE),
        ("editions/<series>-<year>", edition, EDITION_SHAPE),
    ):
        for table in names:
            lines += _raw_file(f"{folder}/{FILES[table]}", table, shape)
    lines += _raw_file("editions/<series>-<year>/answers/<step>.csv", "staged.step_answers", {})
    lines += [
        "",
        f"## editions/<series>-<year>/{ACCEPTED}",
        "",
        "Warnings that were reviewed and accepted. Optional.",
        "",
    ]
    lines += _grid(("column", "meaning"), [(f"`{name}`", ACCEPTING[name]) for name in COLUMNS])
    for table, file in LINEAGE_FILES.items():
        lines += ["", f"## lineage/{file}", "", f"{describe(table)} Optional.", ""]
        own = columns(LINEAGE[table])
        rows = [(f"`{c.name}`{' *optional*' if c.optional else ''}", _meaning_of(c)) for c in own]
        lines += _grid(("column", "meaning"), rows)
    return _text(lines)


def _raw_file(path, table, shape):
    schema = SCHEMAS[table]
    name = table.removeprefix("staged.")
    optional = " Optional." if name in OPTIONAL_FILES else ""
    lines = ["", f"## {path}", "", f"{describe(table)}{optional}", ""]
    own = {c.name: c for c in columns(schema) if c.name != "edition"}
    rows = []
    if path.endswith(".yaml"):
        for k in shape:
            mark = " *optional*" if k in OPTIONAL_KEYS or (k in own and own[k].nullable) else ""
            rows.append((f"`{k}`{mark}", KEYS[k] if k in KEYS else _meaning_of(own[k])))
        return lines + _grid(("key", "meaning"), rows)
    for c in own.values():
        mark = " *private*" if not c.public else " *optional*" if c.optional else ""
        if f"{name}.{c.name}" != "step_answers.step":
            rows.append((f"`{c.name}`{mark}", _meaning_of(c)))
    return lines + _grid(("column", "meaning"), rows)


OPTIONAL_FILES = (*OPTIONAL, "selection", "corrections", "questions", "step_answers")
OPTIONAL_KEYS = (*DEFAULTS, "based_on", "company_types", "service_classes", "steps", "raters", "strands", "weights")
ACCEPTING = {
    "kind": "Kind of the warning, as in [checks](checks.md)",
    "file": "File of the warning; empty for any file",
    "location": "Ids and codes separated by `/`, as `rating check --format json` shows them; can end with `*`",
    "reason": "Why the warning is acceptable",
}


def checks():
    """Return the page of all kinds of errors and warnings in raw files, and of all audits of tables."""
    lines = ["# Checks", "", MADE, ""]
    lines += [
        "`rating check` checks raw files, and so does `rating build` before it computes: an edition with an error is "
        "not built. A build then audits the tables. A finding of an audit is an error in the program, or in data that "
        "no check of raw files covers, and stops the build, unless the audit is marked *non-blocking*.",
        "",
        "## Errors in raw files",
        "",
        *_grid(("kind", "what is wrong"), ERRORS.items()),
        "",
        "## Warnings",
        "",
        "To accept a warning that you have reviewed, add a line to `accepted_warnings.csv` (see "
        "[raw files](raw-files.md)).",
        "",
        *_grid(("kind", "what is unusual"), WARNINGS.items()),
        "",
        "## Audits",
        "",
    ]
    rows = []
    for name, text in sql.audits().items():
        mark = "" if sql.is_blocking(name) else " *non-blocking*"
        what = " ".join(sql.comment(text).replace("Blocking: no. ", "").split())
        rows.append((f"{name}{mark}", what, ", ".join(f"`{t}`" for t in sql.inputs(text))))
    return _text(lines + _grid(("audit", "what must hold", "reads"), rows))


def _grid(heads, rows):
    """Return the lines of a Markdown table; `rows` are tuples of cells."""
    line = "| {} |".format
    return [line(" | ".join(heads)), "|---" * len(heads) + "|", *(line(" | ".join(cells)) for cells in rows)]


def _meaning_of(c):
    values = allowed(c)
    return c.description + (f". One of: {', '.join(f'`{v}`' for v in values)}" if values else "")


def _text(lines):
    return "\n".join(lines) + "\n"


PAGES = {"commands.md": commands, "tables.md": tables, "raw-files.md": raw_files, "checks.md": checks}
"""Page in docs/ -> the function that generates it."""


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HOME / "docs" / name).write_text(page(), encoding="utf-8")
