"""Optional packages: the extras of `pyproject.toml`, and which of them a command is missing."""

EXTRAS = {
    "report": ("jinja2", "markdown_it", "markupsafe", "vl_convert"),
    "spark": ("pandas", "py4j", "pyspark", "sqlglot"),
    "ui": ("dagster", "dagster_shared", "dagster_webserver", "starlette", "uvicorn"),
}
"""Extra -> the modules from it that this code imports."""


def lacking(error):
    """Return what to install if the error is a missing package of an extra; else None."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    # The error can name the package, which has a hyphen where its module has an underscore.
    module = (error.name or "").split(".")[0].replace("-", "_")
    extra = next((extra for extra, modules in EXTRAS.items() if module in modules), None)
    return extra and f"{module} is not installed (it comes with digital-rating[{extra}]: see the README)"
