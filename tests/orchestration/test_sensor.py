"""The daemon of the web page builds each change of raw/ in the end: also after a failed build, during a build, and a
change that reverts the previous one."""

import os
import subprocess
import sys
import time

import dagster as dg
import pytest

from pipeline.core.lock import only_one
from pipeline.core.project import Project
from pipeline.definitions import sensors
from pipeline.definitions.assets import definitions

SUCCESS = dg.DagsterRunStatus.SUCCESS
# A queued one needs a code location, which only a daemon has.
UNDER_WAY = sensors.UNDER_WAY[1:]


class Daemon:
    """Do what Dagster's daemon does, step by step."""

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
        """Whether a run ends well."""
        assert request.run_key is None
        return self.job.execute_in_process(instance=self.instance, tags=request.tags, raise_on_error=False).success


@pytest.fixture
def daemon(small):
    with dg.DagsterInstance.ephemeral() as instance:
        yield Daemon(Project(small.root), instance)


@pytest.mark.long
def test_every_change_is_built_in_the_end(small, daemon, monkeypatch):
    """Errors in raw/ are reported once: the same files would fail again. A build that failed for another reason is
    retried, later. What changes during a build is built by the next: it notes what raw/ held before it was read."""
    from pipeline.computing import build

    small.change("answers.csv", "acme,post,all,P1a.1,yes", "acme,post,all,P1a.1,maybe")
    assert not daemon.run(daemon.tick())
    assert daemon.tick() == "nothing has changed in raw/"

    small.change("answers.csv", "acme,post,all,P1a.1,maybe", "acme,post,all,P1a.1,no")
    request = daemon.tick()
    with only_one(Project(small.root)):
        assert not daemon.run(request)
    assert daemon.tick() == "builds of this raw/ that failed: 1; it is built again later"

    later = time.time() + sensors.FIRST_WAIT + 1
    with monkeypatch.context() as patched:
        patched.setattr(sensors.time, "time", lambda: later)
        request = daemon.tick()
    inspect = build.inspect

    def changing(*given):
        found = inspect(*given)
        small.change("answers.csv", "acme,post,all,P1a.1,no", "acme,post,all,P1a.1,partial")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(build, "inspect", changing)
        assert daemon.run(request)
    assert daemon.run(daemon.tick())
    assert daemon.tick() == "nothing has changed in raw/"

    # A change back is a change too.
    small.change("answers.csv", "acme,post,all,P1a.1,partial", "acme,post,all,P1a.1,no")
    assert isinstance(daemon.tick(), dg.RunRequest)


@pytest.mark.parametrize("status", UNDER_WAY)
def test_a_change_waits_for_a_build_that_is_under_way(daemon, status):
    run = daemon.instance.create_run_for_job(daemon.job, status=status)
    assert daemon.tick() == "a build is in progress"
    daemon.instance.report_run_failed(run, "killed")
    assert isinstance(daemon.tick(), dg.RunRequest)


def test_a_run_whose_process_was_killed_is_ended_and_no_other(daemon):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    states = {}
    for status in UNDER_WAY:
        for process in (None, os.getppid(), killed.pid):
            tags = {sensors.PROCESS: str(process)} if process else {}
            run = daemon.instance.create_run_for_job(daemon.job, status=status, tags=tags)
            states[run.run_id] = status, process
    sensors.end_dead_runs(daemon.instance)
    ended = {states[r.run_id] for r in daemon.instance.get_runs() if r.status == dg.DagsterRunStatus.FAILURE}
    assert ended == {(dg.DagsterRunStatus.STARTED, killed.pid), (dg.DagsterRunStatus.CANCELING, killed.pid)}


def test_failed_builds_are_retried_at_growing_intervals():
    class Record:
        def __init__(self, status, end, inputs="x"):
            self.dagster_run = dg.DagsterRun("build", status=status, tags={sensors.INPUTS: inputs})
            self.end_time = end

    failed = dg.DagsterRunStatus.FAILURE
    assert sensors._failures([Record(failed, 30), Record(failed, 20), Record(SUCCESS, 10)], "x") == [30, 20]
    assert sensors._failures([Record(failed, 30), Record(failed, 20, "y"), Record(failed, 10)], "x") == [30]
    assert sensors._failures([Record(SUCCESS, 30), Record(failed, 20)], "x") == []
