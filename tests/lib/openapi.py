# SPDX-License-Identifier: GPL-3.0-or-later
# openapi.py DESCRIPTION BASE TOKEN METHOD PATH [BODY] - asks, and holds what was sent and what came
# back against what the description says of it (jsonschema); prints the status, the Link and the
# answer, or what is wrong and exits 1. $KEY is the Idempotency-Key; $CALLED gets what was asked.
import json, os, re, sys, urllib.error, urllib.request

import jsonschema

description = json.load(open(sys.argv[1]))
base, token, method, address = sys.argv[2:6]
body = sys.argv[6].encode() if len(sys.argv) > 6 else (b"" if method != "GET" else None)
formats = jsonschema.FormatChecker(())
formats.checks("date-time")(lambda v: type(v) is not str or re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", v))
formats.checks("date")(lambda v: type(v) is not str or re.fullmatch(r"\d{4}-\d\d-\d\d", v))


def mistake(value, schema):
    """What of a value is not as the schema has it, or None."""
    whole = {**schema, "components": description["components"]}
    wrong = jsonschema.Draft202012Validator(whole, format_checker=formats).iter_errors(value)
    return next((f"{e.json_path}: {e.message}" for e in wrong), None)


def described():
    path = address.split("?")[0]
    for pattern, operations in description["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) and method.lower() in operations:
            if "CALLED" in os.environ:
                print(method, pattern, file=open(os.environ["CALLED"], "a"))
            return operations[method.lower()]
    return None


headers = {"Authorization": f"Bearer {token}"} if token else {}
if body:
    headers["Content-Type"] = "application/json"
if "KEY" in os.environ:
    headers["Idempotency-Key"] = os.environ["KEY"]
request = urllib.request.Request(f"{base}/api{address}", data=body, headers=headers, method=method)
try:
    answer = urllib.request.urlopen(request)
except urllib.error.HTTPError as refused:
    answer = refused
text = answer.read().decode()
kind = (answer.headers["Content-Type"] or "").split(";")[0]
operation = described()
wrong = None
if answer.status >= 400:
    if kind != "application/problem+json":
        sys.exit(f"a problem came as {kind}")
    wrong = mistake(json.loads(text), {"$ref": "#/components/schemas/Problem"})
    if json.loads(text)["status"] != answer.status:
        sys.exit(f"{text} is not {answer.status}")
elif operation is None or str(answer.status) not in operation["responses"]:
    sys.exit(f"{method} {address} {answer.status} is not described")
elif "content" not in operation["responses"][str(answer.status)]:
    wrong = f"{text!r} is no empty answer" if text else None
else:
    wrong = mistake(json.loads(text), operation["responses"][str(answer.status)]["content"][kind]["schema"])
if operation and body and answer.status < 400:
    # What is taken is what the description says may be sent.
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", False)
    wrong = wrong or (f"{method} {address} takes no body" if sent is False else mistake(json.loads(body), sent))
if wrong:
    sys.exit(wrong)
print(answer.status, answer.headers.get("Link", "-"), text)
