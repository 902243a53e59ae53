# SPDX-License-Identifier: GPL-3.0-or-later
# openapi.py DESCRIPTION BASE TOKEN METHOD PATH [BODY] - asks, and holds the answer against what the
# description says of it; prints the status and the answer, or what is wrong and exits 1.
import json, re, sys, urllib.error, urllib.request

description = json.load(open(sys.argv[1]))
base, token, method, address = sys.argv[2:6]
body = sys.argv[6].encode() if len(sys.argv) > 6 else (b"" if method == "POST" else None)
kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def check(value, schema, where):
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return check(value, description["components"]["schemas"][name], where)
    if "enum" in schema and value not in schema["enum"]:
        sys.exit(f"{where}: {value!r} is none of {schema['enum']}")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(type(value) is kinds[t] for t in types):
        sys.exit(f"{where}: {value!r} is no {types}")
    if schema.get("format") == "date-time" and value is not None and not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", value):
        sys.exit(f"{where}: {value!r} is no time")
    if type(value) is dict:
        for name in schema.get("required", []):
            if name not in value:
                sys.exit(f"{where}: {name} is missing")
        for name, inner in value.items():
            if name in schema.get("properties", {}):
                check(inner, schema["properties"][name], f"{where}.{name}")
            elif schema.get("additionalProperties") is False:
                sys.exit(f"{where}: {name} is not described")
    if type(value) is list:
        for n, inner in enumerate(value):
            check(inner, schema.get("items", {}), f"{where}[{n}]")


def described():
    path = address.split("?")[0]
    for pattern, operations in description["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) and method.lower() in operations:
            return operations[method.lower()]["responses"]
    return None


headers = {"Authorization": f"Bearer {token}"} if token else {}
if body:
    headers["Content-Type"] = "application/json"
request = urllib.request.Request(f"{base}/api{address}", data=body, headers=headers, method=method)
try:
    answer = urllib.request.urlopen(request)
except urllib.error.HTTPError as refused:
    answer = refused
text = answer.read().decode()
kind = answer.headers["Content-Type"].split(";")[0]
responses = described()
value = json.loads(text)
if answer.status >= 400:
    if kind != "application/problem+json":
        sys.exit(f"a problem came as {kind}")
    check(value, {"$ref": "#/components/schemas/Problem"}, "problem")
    if value["status"] != answer.status:
        sys.exit(f"{value['status']} is not {answer.status}")
elif responses is None or str(answer.status) not in responses:
    sys.exit(f"{method} {address} {answer.status} is not described")
else:
    check(value, responses[str(answer.status)]["content"][kind]["schema"], "answer")
print(answer.status, answer.headers.get("Link", "-"), text)
