"""How a table is declared: a class with a line for each column."""

import inspect
import re
from typing import ClassVar

from pipeline.schemas.column import Column, Schema
from pipeline.schemas.fields import KEYS, NUMBERS


def _columns(cls):
    """Return {name: `Column`} of a class and the classes that it inherits from."""
    found = {}
    for base in reversed(cls.__mro__):
        for attribute, type_ in inspect.get_annotations(base).items():
            column = vars(base).get(attribute)
            if isinstance(column, Column):
                name = column.name or attribute
                found[name] = column._replace(name=name, type=type_)
    return found


class Table:
    """A table. Its docstring is its description; its annotated attributes are its columns, after those that it
    inherits.

    `grain` names the columns of its key, by which it is sorted; they come first. A key column that the class does not
    declare is that of `fields.KEYS`. `file` is the raw file that the table is read from; it has the table's columns
    without `edition`. A class without `grain` has the key of the table that it inherits from; if there is none, it is
    no table, and only has columns that tables share.
    """

    schema: ClassVar[Schema | None] = None
    keys: ClassVar[dict] = KEYS

    def __init_subclass__(cls, grain="", file=""):
        names = list(grain.split() or (cls.schema.key if cls.schema else []))
        own = _columns(cls)
        if names:
            first = {name: own.get(name) or cls.keys[name](public=True)._replace(name=name) for name in names}
            cls.schema = Schema(first | own, names, " ".join((inspect.getdoc(cls) or "").split()), file)


class Numbered(Table):
    """A table whose key has numbers for names: `fields.NUMBERS` before `fields.KEYS`."""

    keys = KEYS | NUMBERS


def table_name(model):
    """`GivenAnswers` of a module `staged` or `staged_...` is `staged.given_answers`."""
    words = re.findall(r"[A-Z][a-z]*", model.__name__)
    group = model.__module__.rsplit(".", 1)[-1].split("_")[0]
    return f"{group}.{'_'.join(words).lower()}"


def schemas_of(module):
    """Return {table: `Schema`} of the tables that a module declares, in order."""
    models = [m for m in vars(module).values() if inspect.isclass(m) and m.__module__ == module.__name__]
    return {table_name(m): m.schema for m in models if issubclass(m, Table) and m.schema}


def columns(schema):
    """Return the `Column`s of a `Schema`, in order."""
    return list(schema.columns.values())


def key(schema):
    """Return the names of the columns that identify a row."""
    return schema.key
