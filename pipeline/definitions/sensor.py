"""When the web page's daemon starts a build: when raw/ differs from what the last build read."""

import time

import dagster as dg

INPUTS = "rating/inputs"
"""Tag of a run: the fingerprint of the inputs that it was started for, later of those that it read."""

UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
START = 300
"""Seconds within which a run must begin to write; an older one that has not is dead."""

FIRST_WAIT, LONGEST_WAIT = 60, 3600
"""Seconds until a build that failed is tried again; each time twice as long as the time before."""


def raw_changed(project, job):
    """The sensor. It keeps no state of its own, for a change is forgotten where the run that it asks for fails."""

    @dg.sensor(
        name="raw_changed", job=job, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING,
        description="Builds all tables when a file in raw/ has changed.",
    )  # fmt: skip
    def sensor(context):
        from pipeline.computing.freshness import fingerprint, is_fresh
        from pipeline.core.lock import writer

        records = context.instance.get_run_records(dg.RunsFilter(job_name=job.name), limit=20)
        now = time.time()
        if any(_under_way(record, now, writer(project)) for record in records):
            return dg.SkipReason("a build is under way")
        found = fingerprint(project)
        if is_fresh(project) or (records and _has_built(records[0].dagster_run, found)):
            return dg.SkipReason("nothing has changed in raw/")
        ends = _failures(records, found)
        wait = min(FIRST_WAIT * 2 ** (len(ends) - 1), LONGEST_WAIT)
        if ends and now < ends[0] + wait:
            return dg.SkipReason(f"the build of this raw/ failed ({len(ends)} times); it is tried again later")
        # No run key: what raw/ held before the last change, it may hold again.
        return dg.RunRequest(tags={INPUTS: found})

    return sensor


def _under_way(record, now, writer):
    waiting = now - record.create_timestamp.timestamp() < START
    return record.dagster_run.status in UNDER_WAY and (waiting or writer is not None)


def _has_built(run, found):
    """The newest run: one before it may have been undone by a part of one that failed."""
    return run.status == dg.DagsterRunStatus.SUCCESS and run.tags.get(INPUTS) == found


def _failures(records, found):
    """When the newest builds of the same inputs ended that all failed; the newest first."""
    ends = []
    for record in records:
        run = record.dagster_run
        if run.status == dg.DagsterRunStatus.SUCCESS or run.tags.get(INPUTS) != found:
            break
        ends.append(record.end_time or record.update_timestamp.timestamp())
    return ends
