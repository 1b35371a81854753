"""Reads a person's deadlines as a calendar by icalendar, and holds them against what the API says of the same cases."""

import os
import sys
from collections import Counter

import icalendar
import requests
from events import URL, signed_in


def expected(session: requests.Session) -> Counter:
    """The days of all open clocks of all open cases, by the number of the case."""
    found, after = Counter(), None
    while True:
        query = {"open": "true", "limit": 200, **({"after": after} if after else {})}
        page = session.get(f"{URL}/api/v1/cases", params=query, timeout=30).json()
        for case in page["cases"]:
            clocks = session.get(f"{URL}/api/v1/cases/{case['id']}/clocks", timeout=30).json()["clocks"]
            for clock in clocks:
                if clock["status"] != "ended":
                    found[(case["number"], clock["deadline"][:10])] += 1
        after = page.get("next")
        if after is None:
            return found


def main() -> int:
    session = signed_in("BIHUAN_SIGN_IN")
    url = session.post(f"{URL}/api/v1/me/calendar", timeout=30).json()["url"]
    answer = requests.get(url, timeout=30)
    answer.raise_for_status()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8", answer.headers
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and b"\n" not in b"".join(lines)
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert "METHOD" not in calendar and str(calendar["PRODID"]) and str(calendar["VERSION"]) == "2.0"
    found, uids = Counter(), set()
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        uids.add(str(event["UID"]))
        assert event.decoded("DTSTAMP").tzinfo is not None and "DTEND" not in event
        found[(str(event["SUMMARY"]).split(" ")[0], event.decoded("DTSTART").isoformat())] += 1
    wanted = expected(session)
    assert found == wanted and found.total() > 10, (found - wanted, wanted - found)
    assert len(uids) == found.total(), "every deadline has an id of its own"
    again = requests.get(url, headers={"If-None-Match": answer.headers["etag"]}, timeout=30)
    assert again.status_code == 304, again.status_code
    session.delete(f"{URL}/api/v1/me/calendar", timeout=30).raise_for_status()
    assert requests.get(url, timeout=30).status_code == 404
    print(f"verdict: {found.total()} deadlines on {len({day for _, day in found})} days, as the API says")
    return 0


if __name__ == "__main__":
    if "BIHUAN_URL" not in os.environ:
        sys.exit("BIHUAN_URL names the server")
    sys.exit(main())
