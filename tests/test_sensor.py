"""The web page's daemon builds each change of raw/ in the end: also one whose build failed, one that was made while
another build was under way, and one that takes another back."""

import time

import dagster as dg
import pytest

from pipeline.core.lock import only_one
from pipeline.core.project import Project
from pipeline.definitions import sensor
from pipeline.definitions.assets import definitions
from pipeline.definitions.instance import open_instance

SUCCESS = dg.DagsterRunStatus.SUCCESS


class Daemon:
    """What Dagster's daemon does, step by step."""

    def __init__(self, project, instance):
        self.defs, self.instance = definitions(project), instance
        self.job = self.defs.resolve_job_def("build")

    def tick(self):
        """The run that is asked for; or why none is, as text."""
        raw_changed = self.defs.get_repository_def().get_sensor_def("raw_changed")
        with dg.build_sensor_context(self.instance, definitions=self.defs) as context:
            said = raw_changed(context)
        return said.skip_message if isinstance(said, dg.SkipReason) else said

    def run(self, request):
        """Whether the first step of a run ends well: all that a sensor sees of it."""
        assert request.run_key is None
        graph = self.defs.resolve_asset_graph()
        read = [k for k in graph.get_all_asset_keys() if k.path[0] == "staged" and not graph.get(k).parent_keys]
        return self.job.execute_in_process(
            instance=self.instance, tags=request.tags, asset_selection=read, raise_on_error=False
        ).success


@pytest.fixture
def daemon(small):
    project = Project(small.root)
    with open_instance(project) as instance:
        yield Daemon(project, instance)


def test_a_change_is_built_though_its_first_run_failed(small, daemon, monkeypatch):
    assert daemon.run(daemon.tick())
    assert daemon.tick() == "nothing has changed in raw/"
    small.change("answers.csv", "acme,post,all,P1a.1,yes", "acme,post,all,P1a.1,no")
    request = daemon.tick()
    with only_one(Project(small.root)):
        assert not daemon.run(request)
    assert daemon.tick() == "the build of this raw/ failed (1 times); it is tried again later"
    later = time.time() + sensor.FIRST_WAIT + 1
    monkeypatch.setattr(sensor.time, "time", lambda: later)
    assert daemon.run(daemon.tick())
    assert daemon.tick() == "nothing has changed in raw/"
    # What is taken back is a change too.
    small.change("answers.csv", "acme,post,all,P1a.1,no", "acme,post,all,P1a.1,yes")
    assert daemon.run(daemon.tick())
    assert daemon.tick() == "nothing has changed in raw/"


def test_a_change_while_a_build_is_under_way_waits_for_it(small, daemon, monkeypatch):
    run = daemon.instance.create_run_for_job(daemon.job, status=dg.DagsterRunStatus.STARTED)
    assert daemon.tick() == "a build is under way"
    # One that was killed has not ended, and writes nothing any more.
    later = time.time() + sensor.START + 1
    monkeypatch.setattr(sensor.time, "time", lambda: later)
    assert isinstance(daemon.tick(), dg.RunRequest)
    daemon.instance.report_run_failed(run, "killed")
    assert isinstance(daemon.tick(), dg.RunRequest)


def test_what_changes_during_a_build_is_built_by_the_next(small, daemon):
    """A run notes what raw/ held before it was read."""
    request = daemon.tick()
    small.change("answers.csv", "acme,post,all,P1a.1,yes", "acme,post,all,P1a.1,no")
    assert daemon.run(request)
    assert daemon.tick() == "nothing has changed in raw/"


def test_failures_are_tried_again_less_and_less_often():
    class Record:
        def __init__(self, status, end, inputs="x"):
            self.dagster_run = dg.DagsterRun("build", status=status, tags={sensor.INPUTS: inputs})
            self.end_time = end

    failed = dg.DagsterRunStatus.FAILURE
    assert sensor._failures([Record(failed, 30), Record(failed, 20), Record(SUCCESS, 10)], "x") == [30, 20]
    assert sensor._failures([Record(failed, 30), Record(failed, 20, "y"), Record(failed, 10)], "x") == [30]
    assert sensor._failures([Record(SUCCESS, 30), Record(failed, 20)], "x") == []
