"""`rating build --tables URL`: DuckDB computes from and to tables at an address, such as an S3 bucket."""

from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
from pyarrow import fs

from pipeline.computing.sql import DuckDB
from pipeline.core.project import UsageError
from pipeline.core.writing import beside


class AtAddress(DuckDB):
    """`DuckDB` with its tables at an address: s3://bucket/folder, gs://bucket/folder, or the absolute path of a folder.

    Each table is one object, written to the project's `build/` and checked there before it replaces the previous one.
    Raises UsageError if the address can't be read or written.
    """

    def __init__(self, project, address):
        super().__init__(project)
        self.address = address
        if "://" not in address and not Path(address).is_absolute():
            raise UsageError(
                f"--tables {address}: is neither an address nor an absolute path (such as s3://bucket/folder)"
            )
        with self._naming():
            self.files, self.folder = fs.FileSystem.from_uri(address)

    @contextmanager
    def _naming(self):
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            what = " ".join(str(error).split())[:500]
            raise UsageError(f"--tables {self.address}: {what}") from None

    def place(self, table):
        """Return the path of a table within the file system of the address; None if it is not a file."""
        group, name = table.split(".")
        return f"{self.folder.rstrip('/')}/{group}/{name}.parquet" if super().place(table) else None

    def view(self, table):
        """Make a view on a table at the address."""
        rows = table.replace(".", "_at_")
        with self._naming():
            try:
                self.con.register(rows, pyarrow.dataset.dataset(self.place(table), filesystem=self.files))
            except FileNotFoundError:
                raise UsageError(
                    f"--tables {self.address}: {table} is not there (build without --no-staging)"
                ) from None
        self.con.execute(f"create view {table} as from {rows}")

    @contextmanager
    def written(self, table):
        """Upload the file when it is whole."""
        path = beside(self.project.table(table))
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield path
            with self._naming():
                place = self.place(table)
                self.files.create_dir(place.rpartition("/")[0])
                fs.copy_files(str(path), place, fs.LocalFileSystem(), self.files)
        finally:
            path.unlink(missing_ok=True)
