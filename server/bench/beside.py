"""What feeds are measured beside: nginx with the same bytes in a file, and an application that answers 304 at once."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litestar.types import Receive, Scope, Send

from server.bench import ground

APPLICATION = "server.bench.beside:unchanged"
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/errors warn;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/calendar; types {{ }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; gzip_static on; }}
}}
"""


def nginx_program() -> str | None:
    """Return where nginx is, if it is on this machine."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx(program: str, name: str, body: bytes, compressed: bytes) -> Iterator[int]:
    """Serve a file and what it is compressed, with one process; yield the port."""
    port = ground.free_port()
    with tempfile.TemporaryDirectory(prefix="agt-nginx-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        (folder / "files").mkdir()
        (folder / "files" / name).write_bytes(body)
        (folder / "files" / f"{name}.gz").write_bytes(compressed)
        (folder / "conf").write_text(NGINX.format(folder=folder, port=port))
        process = subprocess.Popen([program, "-c", str(folder / "conf"), "-e", str(folder / "errors")])  # noqa: S603
        try:
            ground.wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(10)


async def unchanged(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 304 to everything: an application with nothing in it."""
    if scope["type"] != "http":  # type: ignore[comparison-overlap]
        return
    headers = [(b"etag", b'"bare"'), (b"cache-control", b"public, max-age=900")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@contextmanager
def bare() -> Iterator[int]:
    """Run that application on the server of the product, with one process like it; yield the port."""
    port = ground.free_port()
    line = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--loop",
        "uvloop",
        "--port",
        str(port),
        APPLICATION,
    ]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  # our own
    try:
        ground.wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)
