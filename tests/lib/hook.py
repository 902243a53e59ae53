# SPDX-License-Identifier: GPL-3.0-or-later
# hook.py PORT SECRET-FILE LOG REFUSALS - a program that is told: answers 500 to the first REFUSALS
# tellings, then 204; writes id, whether the signature holds and the body of each to LOG.
import base64, hashlib, hmac, http.server, sys

port, secret_file, log, refusals = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global refusals
        body = self.rfile.read(int(self.headers["Content-Length"]))
        secret = base64.b64decode(open(secret_file).read().strip().removeprefix("whsec_"))
        number, moment = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        wanted = hmac.new(secret, f"{number}.{moment}.".encode() + body, hashlib.sha256).digest()
        good = "v1," + base64.b64encode(wanted).decode() in self.headers["webhook-signature"].split(" ")
        status = 500 if refusals > 0 else 204
        refusals -= 1
        with open(log, "a") as out:
            print(number, "signed" if good else "forged", status, body.decode(), file=out)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
