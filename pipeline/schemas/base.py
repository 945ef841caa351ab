"""The declaration of a table: a class with a line for each column."""

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
    """The base class of tables. The docstring of a class describes the table; its annotated attributes are its columns,
    after the inherited ones.

    `grain` names the columns of the key, which come first; rows are sorted by them. A key column that the class does
    not declare is taken from `fields.KEYS`. `file` is the raw file that the table is read from; it has the table's
    columns without `edition`. A class without `grain` has the key of the table that it inherits from; without either,
    it is not a table and only declares columns that tables share.
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
    """A table whose key has numbers instead of names: `fields.NUMBERS`, or else `fields.KEYS`."""

    keys = KEYS | NUMBERS


def table_name(model):
    """Return the name of a table: `staged.given_answers` for `GivenAnswers` in a module `staged` or `staged_...`."""
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
