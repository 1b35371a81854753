"""Lets Schemathesis loose on the API, signed in as a clerk: what its document promises must hold for whatever is sent."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import requests

# What is not tried, each with the reason.
LEFT_OUT = {
    "/api/v1/events": "it streams for as long as somebody listens",
    "/api/v1/sessions/current": "it signs the judge out, and nothing that follows would be judged",
    "/api/v1/me/password": "a lucky guess would change the password under which the judge is signed in",
}

# Checks that cannot hold here, each with the reason. What holds for a part only stands in schemathesis.toml.
CHECKS_LEFT_OUT = {
    "positive_data_acceptance": "a request of the right form may still be refused: by a procedure, a right, a missing case",
}

EXAMPLES = 30


def signed_in(url: str) -> requests.Session:
    name, password = os.environ["BIHUAN_SIGN_IN"].split(" ", 1)
    answer = requests.post(f"{url}/api/v1/sessions", json={"sign_in": name, "password": password}, timeout=30)
    answer.raise_for_status()
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return session


def case(url: str, session: requests.Session) -> str:
    """A case to be tried on."""
    body = {"workflow": "service", "title": "路灯不亮", "category": "1104", "form": {"account": "路灯三盏不亮"},
            "parties": [{"name": "张小明", "telephone": "13800001234"}]}
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    answer = session.post(f"{url}/api/v1/cases", json=body, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()["id"]


def request(url: str) -> str:
    form = {"service_code": "1104", "address_string": "陆水路", "description": "路灯不亮"}
    answer = requests.post(f"{url}/open311/v2/requests.json", data=form, timeout=30)
    answer.raise_for_status()
    return answer.json()[0]["service_request_id"]


def main() -> int:
    url = os.environ["BIHUAN_URL"]
    for what, why in [*LEFT_OUT.items(), *CHECKS_LEFT_OUT.items()]:
        print(f"left out: {what}: {why}", flush=True)
    session = signed_in(url)
    found = {"BIHUAN_CASE": case(url, session), "BIHUAN_REQUEST": request(url)}
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file", str(Path(__file__).with_name("schemathesis.toml")),
        "run", f"{url}/api/openapi.json",
        "--header", f"Authorization: {session.headers['Authorization']}",
        "--phases", "examples,coverage,fuzzing,stateful",
        "--max-examples", str(EXAMPLES),
        "--exclude-checks", ",".join(CHECKS_LEFT_OUT),
        "--suppress-health-check", "all",
        "--seed", "1",
        "--no-color",
        "--continue-on-failure",
    ]
    for path in LEFT_OUT:
        command += ["--exclude-path", path]
    command += sys.argv[1:]
    hooks = {"SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("hooks.py"))}
    code = subprocess.run(command, check=False, env={**os.environ, **found, **hooks}).returncode
    print(f"verdict: {'nothing found' if code == 0 else 'see above'}, at most {EXAMPLES} examples for each operation")
    return code


if __name__ == "__main__":
    sys.exit(main())
