"""Receives events as a subscriber does: the signatures are verified by standardwebhooks, both modes read by cloudevents."""

import json
import os
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from cloudevents.v1.http import from_http
from standardwebhooks import Webhook, WebhookVerificationError

PORT = int(os.environ["BIHUAN_RECEIVER"])
URL = os.environ["BIHUAN_URL"]
GOT = {"/structured": [], "/binary": []}
NAME = "欧阳小明"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        GOT[self.path].append((dict(self.headers.items()), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is said about what went well."""


def signed_in(name: str) -> requests.Session:
    sign_in, password = os.environ[name].split(" ", 1)
    answer = requests.post(f"{URL}/api/v1/sessions", json={"sign_in": sign_in, "password": password}, timeout=30)
    answer.raise_for_status()
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return session


def post(session: requests.Session, path: str, body: dict) -> dict:
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    answer = session.post(f"{URL}/api/v1/{path}", json=body, headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json() if answer.content else {}


def file(clerk: requests.Session) -> str:
    body = {"workflow": "service", "title": "路灯不亮", "category": "1104", "form": {"account": "路灯三盏不亮"},
            "parties": [{"name": NAME, "telephone": "13977665544"}]}
    return post(clerk, "cases", body)["id"]


def arrived(path: str, case: str) -> list:
    """All that came of a case, once its filing has and nothing further comes for a while."""
    deadline, quiet, last = time.monotonic() + 60, 0, -1
    while time.monotonic() < deadline:
        found = [(headers, body) for headers, body in GOT[path] if case.encode() in body + str(headers).encode()]
        quiet = quiet + 1 if len(found) == last else 0
        last = len(found)
        if found and quiet >= 6:
            return found
        time.sleep(0.5)
    raise AssertionError(f"nothing came to {path}")


def read(secret: str, headers: dict, body: bytes) -> object:
    Webhook(secret).verify(body, headers)
    assert NAME.encode() not in body and b"13977665544" not in body
    return from_http(headers, body)


def refuses(secret: str, headers: dict, body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return True
    return False


def main() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    administrator, clerk = signed_in("BIHUAN_ADMINISTRATOR"), signed_in("BIHUAN_SIGN_IN")
    made = {mode: post(administrator, "subscriptions", {
        "unit": "center", "url": f"http://127.0.0.1:{PORT}/{mode}", "mode": mode, "reason": "judge",
    }) for mode in ("structured", "binary")}
    case = file(clerk)
    seen = {}
    for mode, subscribed in made.items():
        events = []
        for headers, body in arrived(f"/{mode}", case):
            event = read(subscribed["secret"], headers, body)
            assert refuses(subscribed["secret"], headers, body + b" ")
            assert event["specversion"] == "1.0" and event["subject"] == case and event.data["case"] == case
            assert event["type"].startswith("cn.bihuan.case."), event
            events.append((event["id"], event["type"], event["source"], event["time"], json.dumps(event.data, sort_keys=True)))
        assert len(set(events)) == len(events), "an event came twice"
        seen[mode] = set(events)
    assert seen["structured"] == seen["binary"], "both modes say the same"
    assert any(kind == "cn.bihuan.case.filed.v1" for _, kind, *_ in seen["binary"])

    one = made["structured"]
    new = post(administrator, f"subscriptions/{one['subscription']['id']}/rotate", {"reason": "judge"})["secret"]
    rotated = arrived("/structured", file(clerk))
    for headers, body in rotated:
        read(one["secret"], headers, body)
        read(new, headers, body)
        assert refuses(made["binary"]["secret"], headers, body)
    for subscribed in made.values():
        post(administrator, f"subscriptions/{subscribed['subscription']['id']}/remove", {"reason": "judge"})
    print(f"verdict: {len(seen['binary'])} events verified and read in both modes, {len(rotated)} by the old and the new secret")
    return 0


if __name__ == "__main__":
    sys.exit(main())
