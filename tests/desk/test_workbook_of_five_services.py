"""The workbook of a company with five services: its bytes, and its state after other programs saved it."""

import csv
import os
import shutil
import subprocess

import pytest
from python_calamine import CalamineWorkbook

from pipeline.core.project import Project
from pipeline.desk.read_workbook import read_workbook
from pipeline.desk.write_workbook import write_workbooks
from support.running import HERE
from support.workbooks import by_place, edited, rows


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """A company with five services, three of them new in its second edition: (project, its answers)."""
    root = tmp_path_factory.mktemp("five")
    for name in ("example-2023", "example-2024"):
        shutil.copytree(HERE / "raw/editions" / name, root / "raw/editions" / name)
    shutil.copytree(HERE / "raw/methodologies", root / "raw/methodologies")
    shutil.copytree(HERE / "raw/lineage", root / "raw/lineage")
    folder = root / "raw/editions/example-2024"
    with (folder / "services.csv").open("a", encoding="utf-8") as file:
        for service, kind in (("pay", "eCommerce"), ("photo", "photoVideo"), ("news", "socialNetworkBlogs")):
            file.write(f"harbour,{service},{service},{service},{service},service,{kind},,\n")
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        given = [
            row for row in csv.DictReader(file) if row["company"] == "harbour" and row["answer"] not in ("", "N/A")
        ]
    answers = {(row["service"], row["element"]): row for row in given}
    return Project(root), answers


@pytest.fixture(scope="module")
def harbour(five, tmp_path_factory):
    project, answers = five
    out = tmp_path_factory.mktemp("out")
    (path,) = write_workbooks(project, "example-2024", "harbour", out=out, answers=answers)
    return path


def soffice(path, kind, folder):
    """Return the file that LibreOffice makes by opening a file and saving it as `kind`."""
    if not shutil.which("soffice"):
        if os.environ.get("CI"):
            pytest.fail("CI must have LibreOffice (soffice)")
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder / "converted", path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "converted" / f"{path.stem}.{kind}"


def test_same_input_same_bytes(five, harbour, tmp_path):
    project, answers = five
    (path,) = write_workbooks(project, "example-2024", "harbour", out=tmp_path, answers=answers)
    assert path.read_bytes() == harbour.read_bytes()
    assert path.name == "example-2024-harbour-first-researcher.xlsx"


def test_a_workbook_for_each_company_is_written_into_build(five):
    project, _ = five
    paths = write_workbooks(project, "example-2023", step="final", language="ru")
    folder = project.build / "workbooks" / "example-2023"
    assert [p.relative_to(folder).name for p in paths] == [
        f"example-2023-{name}-final.xlsx" for name in ("compass", "harbour", "lantern", "meadow")
    ]
    assert sorted(folder.iterdir()) == paths


def test_round_trip_of_a_company_with_five_services(five, harbour):
    project, answers = five
    filled = read_workbook(project, harbour)
    assert filled.problems == []
    assert filled.step == "first-researcher"
    assert by_place(filled.answers) == by_place(rows(answers, "harbour"))
    assert len(filled.answers) > 300
    assert len(filled.sources) == 5


def test_saved_again_by_openpyxl(five, harbour, tmp_path):
    project, _ = five
    path = tmp_path / harbour.name
    shutil.copy(harbour, path)
    edited(path, lambda book: None)
    filled = read_workbook(project, path)
    assert filled.problems == []
    assert filled == read_workbook(project, harbour)


def test_saved_again_by_libreoffice(five, harbour, tmp_path):
    """LibreOffice computes the progress itself, with the same result."""
    project, _ = five
    path = soffice(harbour, "xlsx", tmp_path)
    filled = read_workbook(project, path)
    assert filled.problems == []
    assert filled == read_workbook(project, harbour)
    assert figures(path) == figures(harbour)


def figures(path):
    with CalamineWorkbook.from_path(path) as book:
        return [line[2:4] for line in book.get_sheet_by_index(0).to_python() if isinstance(line[3], float)]


def test_libreoffice_prints_it(harbour, tmp_path):
    """A sheet of five services and the group is three pages wide; no page is without its codes."""
    path = soffice(harbour, "pdf", tmp_path)
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-layout", path, "-"]
        text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
        pages = [page for page in text.split("\f") if page.strip()]
        assert 30 < len(pages) < 70
        assert "Бағалау бланкі" in pages[0]
        assert all("Коды" in page and "Жауап" in page for page in pages[1:-1])
        assert "doc-5" in pages[-1]
