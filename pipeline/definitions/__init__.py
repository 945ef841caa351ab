"""The Dagster code location, its instance and sensors, and the guard of its web page."""

from pipeline.definitions.assets import defs as defs
