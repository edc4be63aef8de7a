"""`harapan serve`: the web console and its worker, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from harapan.cli.screen import remark, say
from harapan.cli.session import CannotAct, database

RESTS = 2.0
"""Seconds before a worker that died is started again."""

EVERYWHERE = "0.0.0.0"  # noqa: S104  (as somebody may type it)
Port = Annotated[int, typer.Option("--port", min=1, max=65_535, help="Where the console listens.")]
Host = Annotated[str, typer.Option("--host", help="The address it listens on; 127.0.0.1 is this machine alone.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    web_workers: Annotated[int, typer.Option("--web-workers", min=1, help="Processes that answer pages.")] = 2,
) -> None:
    """Open the console in the browser's reach, with the worker that carries out long steps beside it."""
    if settings.PRODUCTION and not settings.SECRET_KEY:
        raise CannotAct(
            "HARAPAN_SECRET_KEY belum diisi: di produksi kunci itu wajib",
            "HARAPAN_SECRET_KEY is not set: production needs it",
        )
    database()
    say(f"Harapan: http://{host}:{port}  (Ctrl-C stops)")
    keep_serving(host, port, web_workers)


def keep_serving(host: str, port: int, web_workers: int) -> None:
    """Web and worker as children: the worker is started again when it dies; without the web there is no point.

    Letters and QR codes lead to where it listens, unless the installation says where people find it.
    """
    os.environ.setdefault("HARAPAN_ADDRESS", f"http://{'127.0.0.1' if host == EVERYWHERE else host}:{port}")
    web, worker = start_web(host, port, web_workers), start_worker()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while web.poll() is None:
            if worker.poll() is not None:
                remark("the worker ended; it is started again")
                time.sleep(RESTS)
                worker = start_worker()
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for child in (worker, web):
            child.terminate()
        for child in (worker, web):
            child.wait(timeout=30)
    if web.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise CannotAct(
            f"layanan web berhenti; barangkali port {port} sudah dipakai: pilih --port lain",
            f"the web server ended; perhaps port {port} is taken: choose another --port",
        )


def start_web(host: str, port: int, web_workers: int) -> subprocess.Popen[bytes]:
    """Granian, as the login that row-level security binds."""
    command = [sys.executable, "-m", "granian", "harapan.wsgi:application", "--interface", "wsgi"]
    options = ["--host", host, "--port", str(port), "--workers", str(web_workers), "--blocking-threads", "4"]
    environment = {**os.environ, "HARAPAN_LOGIN": "web", "HARAPAN_HOME": str(settings.HOME)}
    told = [*command, *options, "--log-level", "warning", "--respawn-failed-workers"]
    return subprocess.Popen(told, env=environment)  # noqa: S603


def start_worker() -> subprocess.Popen[bytes]:
    """The worker, as the login of bulk steps."""
    environment = {**os.environ, "HARAPAN_HOME": str(Path(settings.HOME))}
    return subprocess.Popen([sys.executable, "-m", "harapan.operations.worker"], env=environment)
