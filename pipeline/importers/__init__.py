"""Importers: they convert published files of other projects to raw files of an edition."""
