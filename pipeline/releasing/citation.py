"""How to cite a release: `CITATION.cff` (1.2.0) and `.zenodo.json`."""

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
    if len(about.date) == 10:
        cited["date-released"] = about.date
    return yaml.safe_dump(cited, allow_unicode=True, sort_keys=False, width=120).encode()


def zenodo(about):
    return to_json(
        {
            "upload_type": "dataset",
            "title": about.title,
            "version": str(about.version),
            "description": about.description,
            "creators": [{"name": author} for author in about.authors],
            "license": about.licence.lower(),
            "access_right": "open",
            "keywords": about.keywords,
            "notes": f"Cite as: {about.citation}",
        }
    )
