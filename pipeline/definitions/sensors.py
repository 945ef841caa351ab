"""Sensors of Dagster's daemon: one builds when raw/ has changed since the last build, one shows the releases on
disk."""

import time

import dagster as dg

from pipeline.computing.freshness import fingerprint, is_fresh
from pipeline.core.writing import alive
from pipeline.releasing.release import past_releases

RELEASE = dg.AssetKey(["released", "release"])
INPUTS = "rating/inputs"
"""Tag of a run: the fingerprint of the inputs that it builds."""
PROCESS = "rating/process"
"""Tag of a run that writes: the id of its process."""

UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
FIRST_WAIT, LONGEST_WAIT = 60, 3600
"""Seconds until a failed build is retried: the first and the longest wait; each wait is twice the previous one."""


def raw_changed(project, job):
    """Return the sensor. It keeps no cursor, because a change would be lost if the requested run failed."""

    @dg.sensor(
        name="raw_changed", job=job, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING,
        description="Builds all tables when a file in raw/ has changed.",
    )  # fmt: skip
    def sensor(context):
        end_dead_runs(context.instance)
        if is_fresh(project, with_errors=True):
            return dg.SkipReason("nothing has changed in raw/")
        records = context.instance.get_run_records(dg.RunsFilter(job_name=job.name), limit=20)
        if any(record.dagster_run.status in UNDER_WAY for record in records):
            return dg.SkipReason("a build is in progress")
        found = fingerprint(project)
        ends = _failures(records, found)
        wait = min(FIRST_WAIT * 2 ** (len(ends) - 1), LONGEST_WAIT)
        if ends and time.time() < ends[0] + wait:
            return dg.SkipReason(f"builds of this raw/ that failed: {len(ends)}; it is built again later")
        # No run key, because a change can be undone: the same inputs then need a second build.
        return dg.RunRequest(tags={INPUTS: found})

    return sensor


def end_dead_runs(instance):
    """Mark runs as failed whose process has ended: they would stay started forever and block all others. A run that has
    not started to write has no process tag yet and is never marked."""
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])):
        process = run.tags.get(PROCESS)
        if process and not alive(int(process)):
            instance.report_run_failed(run, f"The process of this run ({process}) was killed.")


def _failures(records, found):
    """Return the end times of the latest builds of the same inputs, if they failed; the newest first."""
    ends = []
    for record in records:
        run = record.dagster_run
        if run.status == dg.DagsterRunStatus.SUCCESS or run.tags.get(INPUTS) != found:
            break
        ends.append(record.end_time or record.update_timestamp.timestamp())
    return ends


def releases_on_disk(project):
    """Return the sensor that shows releases not made by a run of this history: those of `rating release` and of a fresh
    clone."""

    @dg.sensor(
        name="releases_on_disk", minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING,
        description="Shows the newest release of each edition that is on disk.",
    )  # fmt: skip
    def sensor(context):
        return dg.SensorResult(asset_events=list(unknown_releases(project, context.instance)))

    return sensor


def unknown_releases(project, instance):
    """Yield a materialization for each edition whose newest release is not the last one in the history."""
    for edition in project.editions():
        for past in past_releases(project, edition)[:1]:
            partition = dg.AssetRecordsFilter(asset_key=RELEASE, asset_partitions=[edition])
            shown = found_on_disk(project, edition, past.version)
            last = [r.asset_materialization for r in instance.fetch_materializations(partition, limit=1).records]
            if not last or last[0].metadata["version"].value != shown["version"]:
                yield dg.AssetMaterialization(RELEASE, partition=edition, metadata=shown)


def found_on_disk(project, edition, version):
    """Return the metadata of a release."""
    folder = project.releases / edition / str(version)
    return {"version": str(version), "folder": dg.MetadataValue.path(str(folder))}
