"""Packages that not every installation has: the extras of `pyproject.toml`, and which of them a command lacks."""

EXTRAS = {
    "report": ("jinja2", "markdown_it", "markupsafe", "vl_convert"),
    "spark": ("pandas", "py4j", "pyspark", "sqlglot"),
    "ui": ("dagster", "dagster_shared", "dagster_webserver", "starlette", "uvicorn"),
}
"""Extra -> the modules that it brings and that this code imports."""


def lacking(error):
    """What to install where an error says that a package of an extra is missing; else None."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    # A package is named with a hyphen, its module with an underscore.
    module = (error.name or "").split(".")[0].replace("-", "_")
    extra = next((extra for extra, modules in EXTRAS.items() if module in modules), None)
    return extra and f"{module} is not installed (it comes with digital-rating[{extra}]: see the README)"
