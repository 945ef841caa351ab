"""How to cite a release: `CITATION.cff` (1.2.0) and `.zenodo.json`."""

import html

import yaml

from pipeline.releasing.package import to_json


def cff(about):
    cited = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "authors": [{"name": author} for author in about.authors],
        "version": str(about.version),
        "license": about.licence,
        "abstract": about.description,
        "keywords": about.keywords,
    }
    cited["date-released"] = about.released
    cited["identifiers"] = [
        {"type": "other", "value": f"sha256:{about.content_sha256}", "description": "Content hash of this version"}
    ]
    return yaml.safe_dump(cited, allow_unicode=True, sort_keys=False, width=120).encode()


def zenodo(about):
    described = {
        "upload_type": "dataset",
        "publication_date": about.released,
        "title": about.title,
        "version": str(about.version),
        # HTML, as Zenodo reads it.
        "description": html.escape(about.description, quote=False),
        "creators": [{"name": author} for author in about.authors],
        "license": about.licence.lower(),
        "access_right": "open",
        "keywords": about.keywords,
        "notes": html.escape(f"Cite as: {about.citation} Content hash (SHA-256): {about.content_sha256}", quote=False),
    }
    if len(about.data_from) == len(about.data_as_of) == 10:
        read = {"start": about.data_from, "end": about.data_as_of, "type": "Collected"}
        described["dates"] = [read | {"description": "First and last day on which a source was read"}]
    return to_json(described)
