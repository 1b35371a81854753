"""What the fuzzer must not send."""

import schemathesis


@schemathesis.hook
def filter_headers(context, headers):
    """No control characters: with one it is no field value (RFC 9110, 5.5), and HTTP is refused before there is an API."""
    values = (headers or {}).values()
    return all(character >= " " and character != "\x7f" for value in values for character in str(value))
