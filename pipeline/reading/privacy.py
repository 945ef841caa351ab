"""Secrets in published columns: addresses with a password or a similar secret, and names of persons from private
columns."""

import re
from urllib.parse import unquote

import polars as pl

from pipeline.schemas import SCHEMAS, columns, key

SIGNED_IN = re.compile(r"//[^\s/?#@]+@|^(?!mailto:|sip:|xmpp:)[^\s/?#@:]+:[^\s/?#@]+@[^\s@]+\.", re.IGNORECASE)
PARAMETER = re.compile(r"[?&;#]([\w.-]+)=[^&;#\s]")
SECRETS = {
    "password", "passwd", "pwd", "secret", "client_secret", "api_key", "apikey", "access_token", "refresh_token",
    "id_token", "private_key", "x_amz_signature", "x_amz_security_token", "x_goog_signature",
}  # fmt: skip
"""Names of parameters that always contain a secret."""

PERHAPS = {"token", "auth", "key", "sig", "signature", "session", "sessionid", "session_id", "sid", "phpsessid",
           "jsessionid"}  # fmt: skip
"""Names of parameters that contain a secret on some sites."""

WORD = 4
"""Minimum length of a name that is searched for; shorter ones are often common words."""


def secret_in(text):
    """Return (level, message) if a text has an address with a secret, also within a longer address; else None."""
    plain = unquote(unquote(text)).replace("\\", "/")
    if SIGNED_IN.search(plain):
        return "error", "has an address with a name or a password before its host (remove the part that ends in @)"
    found = {name.casefold().replace("-", "_") for name in PARAMETER.findall(plain)} if "://" in plain else set()
    if named := sorted(found & SECRETS):
        return "error", f"has an address with a secret: {named[0]} (remove that parameter, or cite another address)"
    if named := sorted(found & PERHAPS):
        what = f"has an address with the parameter {named[0]}, which may be a secret"
        return "warning", f"{what} (accepted; check that it may be published)"
    return None


def check_secrets(reader, raw, text, schema):
    """Report cells of published columns that have an address with a secret. `text` has the cells of `raw`."""
    names = [c.name for c in columns(schema) if c.public and c.dtype is pl.String and c.name != "edition"]
    cells = pl.all().str.contains(r"(?i)//|\\\\|%(25)*(2f|5c)|^\S+:\S*@")
    for suspect in text.select(names).select(cells).with_row_index("row").filter(pl.any_horizontal(names)).to_dicts():
        row = text.row(suspect["row"], named=True)
        for name in names:
            if suspect[name] and (found := secret_in(row[name])):
                _report(reader, raw, suspect["row"], name, row, schema, *found)


def check_persons(reader, edition):
    """Report published cells of an edition that name a person from its private columns, other than its authors."""
    tables = [(f"staged.{name}", raw) for name, raw in edition.raw.items() if raw is not None]
    tables += [("staged.step_answers", raw) for raw in edition.steps.values()]
    private = {}
    for table, raw in tables:
        for c in columns(SCHEMAS[table]):
            if c.kind == "person":
                private |= {folded(cell): c.name for cell in raw.frame[c.name].unique()}
    known = set(edition.methodology.steps) if edition.methodology else set()
    known |= {folded(name) for name in authors_of(edition)}
    looked_for = [name for name in private if len(name) >= WORD and name not in known]
    if not looked_for:
        return
    pattern = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(looked_for, key=len, reverse=True))
    named = re.compile(rf"(?<!\w)({pattern})(?!\w)", re.IGNORECASE)
    for table, raw in tables:
        names = [c.name for c in columns(SCHEMAS[table]) if c.public and c.name in raw.frame.columns and not c.kind]
        for i, row in enumerate(raw.frame.iter_rows(named=True)):
            for name in names:
                if found := named.search(row[name]):
                    person = folded(found[1])
                    what = f"has the name of a person from the private column {private[person]}"
                    # A single word can be a common word, or the name of a different person.
                    level = "error" if " " in person else "warning"
                    todo = "write a role, or leave it out" if " " in person else "accepted; check whether it is a name"
                    _report(reader, raw, i, name, row, SCHEMAS[table], level, f"{what} ({todo})")


def authors_of(edition):
    """Return the names of an edition's authors from edition.yaml."""
    own = edition.tables.get("staged.editions")
    return [name for cell in own["authors"].drop_nulls() for name in cell.split(";")] if own is not None else []


def _report(reader, raw, index, name, row, schema, level, message):
    """Report a problem without showing the cell, because messages can be copied to public pages."""
    names = [k for k in key(schema) if k in row and k != "edition"]
    location = "/".join(row[k] for k in names if row[k] not in ("", "all"))
    kind = "private" if level == "error" else "perhaps private"
    reader.error(raw.file, raw.line(index, name), name, message, kind, level, location)


def folded(text):
    return " ".join(text.casefold().split())
