"""`rating ui`: serve Dagster's web page for a project, and run the daemon that builds when raw/ changes."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import click

from pipeline.cli import arguments
from pipeline.cli.commands import command, in_project
from pipeline.core.problems import DataError, Problem
from pipeline.core.project import UsageError

MODULE = "pipeline.definitions"


@command("ui", "rating ui --port 4000")
@click.option(
    "--port", type=int, default=3000, metavar="PORT", show_default=True, help="Port to listen on; 0 chooses a free one."
)
@click.option("--origin", default="", metavar="URL", help="Address of a reverse proxy: https://rating.example.org.")
@in_project
def ui(project, port, origin):
    """Serve Dagster's web page on this machine only. Builds when raw/ changes. Ctrl-C stops it."""
    # Dagster's own server can't take middleware, so its application is served here, behind the guard.
    arguments.known(project)
    if origin and not re.fullmatch(r"https?://[^/?#\s]+", origin):
        raise UsageError(f"--origin {origin}: is not an origin (write it like https://rating.example.org)")
    if re.search(r"[?#%]", str(project.root)):
        # Dagster puts the path into a URL without escaping these characters.
        raise UsageError(f"{project.root}: Dagster's page can't use a folder with ? # or % in its path (rename it)")
    try:
        listening = socket.create_server(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        raise UsageError(f"--port {port}: {error} (choose a different port)") from None
    with listening:
        _serve(project, listening, origin)


def _serve(project, listening, origin):
    import dagster_webserver
    import uvicorn
    from dagster import DagsterInstance
    from dagster_shared.cli import WorkspaceOpts
    from dagster_webserver.app import create_app_from_workspace_process_context as create_app
    from dagster_webserver.cli import WorkspaceProcessContext, workspace_opts_to_load_target

    from pipeline.definitions.guard import Guard
    from pipeline.definitions.instance import home

    # The processes that Dagster starts inherit both.
    os.environ["DAGSTER_HOME"] = str(home(project))
    os.environ["RATING_ROOT"] = str(project.root)
    # SIGTERM must end the daemon too: raise KeyboardInterrupt, so that `finally` runs.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    target = workspace_opts_to_load_target(WorkspaceOpts(module_name=[MODULE]))
    with (
        DagsterInstance.get() as instance,
        WorkspaceProcessContext(instance, target, dagster_webserver.__version__) as context,
    ):
        app = Guard(create_app(context, live_data_poll_rate=2000), origin)
        config = uvicorn.Config(app, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=3)
        server = uvicorn.Server(config)
        with _daemon(server) as daemon:
            port = listening.getsockname()[1]
            print(f"Dagster's page is on http://127.0.0.1:{port} (Ctrl-C stops it)", file=sys.stderr, flush=True)
            server.run(sockets=[listening])
            what = f"Dagster's daemon has ended with code {daemon.poll()} (see the messages above; restart the page)"
        raise DataError([Problem(project.shown(home(project)), 1, "file", what)])


@contextlib.contextmanager
def _daemon(server):
    """Run Dagster's daemon, which starts the sensor's runs. When it ends, so does the server."""

    def watch():
        daemon.wait()
        server.should_exit = True

    daemon = subprocess.Popen([Path(sys.executable).with_name("dagster-daemon"), "run", "-m", MODULE])
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield daemon
    finally:
        daemon.terminate()
        try:
            daemon.wait(30)
        except subprocess.TimeoutExpired:
            daemon.kill()
