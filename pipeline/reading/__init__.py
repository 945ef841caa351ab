"""Raw files in, checked rows out: every error and warning about them.

Where an error is worded: of a file or its format in `files.py`; of a cell in `validation.py`, `dates.py`, and
`scale.py` for an answer outside the scale; of secrets and names in `privacy.py`; of look-alike letters in
`core/lookalikes.py`; between the files of an edition in `edition_rules.py`, of a methodology in `methodologies.py`
and `methodology_rules.py`; of the lineage in `lineage.py`, of corrections in `corrections.py`; warnings of slips in
`edition_warnings.py`. `editions.py` reads them all in order; a schema words what a column has to be.
"""
