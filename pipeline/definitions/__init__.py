"""The Dagster code location, its instance, its sensor, and the guard of its web page."""

from pipeline.definitions.assets import defs as defs
