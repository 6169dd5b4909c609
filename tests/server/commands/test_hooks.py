"""`agendatheque hooks` as one runs it: a program is told, tried and forgotten."""

import http.server
import threading

import pytest

from tests.server.commands.test_program import Program


class Answering(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_program_is_told_tried_and_forgotten(fresh_database, tmp_path, receiver):
    program = Program(tmp_path, database_url=fresh_database(), allow_private_network="true")
    hook, secret = program("hooks", "add", receiver, "--name", "Ville", "--kind", "session.cancelled").split()
    assert secret.startswith("whsec_")
    assert program("hooks", "test", hook).startswith("HTTP 204")
    assert "sent   1  hook.tested  204" in program("hooks", "deliveries", hook)
    assert f"{hook}  well" in program("hooks", "list")
    assert program("hooks", "remove", hook) == "Removed.\n"
