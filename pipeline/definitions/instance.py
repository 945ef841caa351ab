"""Dagster's run history inside the project folder: `build/dagster`."""

from pathlib import Path

from pipeline.core.writing import replacing

SETTINGS = Path(__file__).with_name("dagster.yaml")


def home(project):
    """Set up the folder for DAGSTER_HOME. Returns its path."""
    folder = project.build / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings, wanted = folder / "dagster.yaml", SETTINGS.read_bytes()
    if not settings.exists() or settings.read_bytes() != wanted:
        with replacing(settings) as temporary:
            temporary.write_bytes(wanted)
    return folder
