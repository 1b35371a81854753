"""A client of other cities, in both formats: lists the services, reads one, files a request, and follows it."""

import os

import requests
from georeport import GeoReport

ADDRESS = "陆水路12号"
# What anybody may read of where it is: the division, and nothing that the citizen wrote.
DIVISION = "赤壁市"
WORDS = "路灯三盏不亮 <b>& 夜里看不见路"


def file(root: str) -> str:
    """The package only reads, so the request is filed as its specification says."""
    form = {
        "service_code": "1104", "lat": "29.72", "long": "113.9", "address_string": ADDRESS,
        "description": WORDS, "first_name": "小明", "last_name": "张", "phone": "13800001234",
        "email": "someone@example.org", "attribute[occurred_on]": "2026-03-01T08:00:00+08:00",
        "api_key": "none", "jurisdiction_id": "421281",
    }
    answer = requests.post(f"{root}/requests.json", data=form, timeout=30)
    answer.raise_for_status()
    return answer.json()[0]["service_request_id"]


def check(root: str, output_format: str, number: str) -> None:
    city = GeoReport(root, jurisdiction="421281", output_format=output_format)
    services = city.get_service_list()
    codes = {service["service_code"] for service in services}
    assert "1104" in codes, codes
    assert not any(code.startswith(("14", "15")) for code in codes), codes
    assert city.get_service_definition("1104")["service_code"] == "1104"
    request = city.get_service_request(number)
    assert request["service_request_id"] == number, request
    assert (request["status"], request["service_code"]) == ("open", "1104"), request
    assert (request["address"], float(request["lat"]), float(request["long"])) == (DIVISION, 29.72, 113.9), request
    found = city.get_service_requests(service_request_id=f"{number},0000000000")
    assert (found[0] if output_format == "json" else found)["service_request_id"] == number, found
    listed = city.get_service_requests(service_code="1104", status="open")
    listed = listed if isinstance(listed, list) else [listed]
    assert number in {one["service_request_id"] for one in listed}, listed
    assert all(secret not in str(listed) for secret in (WORDS, "小明", "13800001234", "example.org")), listed


def check_refusals(root: str) -> None:
    for path, status in [("services/1401.json", 404), ("services/1104.json?jurisdiction_id=x", 404),
                         ("requests/0000000000.json", 404), ("requests.json?status=shut", 400)]:
        answer = requests.get(f"{root}/{path}", timeout=30)
        assert (answer.status_code, answer.json()[0]["code"]) == (status, status), (path, answer.text)
    answer = requests.post(f"{root}/requests", data={"service_code": "1104"}, timeout=30)
    assert answer.status_code == 400 and "<errors><error><code>400</code>" in answer.text, answer.text


def main() -> None:
    root = f"{os.environ['BIHUAN_URL']}/open311/v2"
    number = file(root)
    for output_format in ("json", "xml"):
        check(root, output_format, number)
    check_refusals(root)
    print(f"verdict: request {number} was filed and followed in JSON and in XML")


if __name__ == "__main__":
    main()
