"""Reading and checking raw files: all their errors and warnings.

Where the messages are: about a file and its format in `files.py`; about a cell in `validation.py`, `dates.py`, and
`scale.py` for an answer outside the scale; about secrets and names in `privacy.py`; about look-alike letters in
`core/lookalikes.py`; about relations between the files of an edition in `edition_rules.py`; about a methodology in
`methodologies.py` and `methodology_rules.py`; about the lineage in `lineage.py`; about corrections in `corrections.py`;
about probable mistakes of researchers in `edition_warnings.py`. `editions.py` reads all files in order; the rules of a
column are in its schema.
"""
