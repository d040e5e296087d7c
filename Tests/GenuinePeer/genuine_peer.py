#!/usr/bin/env python3
"""A registry that behaves as Netflix's does towards its peers, in its awkward ways too: a second opinion.

    genuine_peer.py PORT [--peer URL] [--drop N]

Overrides are kept by id alone, an override equal to the status is not stored, a batch with one unknown key is refused as
a whole, items are done one after the other, a peer is waited for 200 ms, and --drop N incoming batches are read and
never answered. `GET /batches` lists the items of the batches that were taken; `POST /forget` is a restart.
"""

import argparse
import collections
import http.server
import json
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ITEM_KEYS = {"appName", "id", "lastDirtyTimestamp", "overriddenStatus", "status", "instanceInfo", "action"}
STATUSES = {"UP", "DOWN", "STARTING", "OUT_OF_SERVICE", "UNKNOWN"}


class Registry:
    def __init__(self):
        self.lock = threading.RLock()
        self.instances = {}
        self.overrides = {}

    def status(self, instance, existing, replicated):
        own = instance["status"]
        if own not in ("UP", "OUT_OF_SERVICE"):
            return own
        if instance["instanceId"] in self.overrides:
            return self.overrides[instance["instanceId"]]
        if not replicated and existing and existing["status"] in ("UP", "OUT_OF_SERVICE"):
            return existing["status"]
        return own

    def register(self, instance, replicated):
        key = (instance["app"].upper(), instance["instanceId"])
        existing = self.instances.get(key)
        if existing and int(existing["lastDirtyTimestamp"]) > int(instance["lastDirtyTimestamp"]):
            instance = existing
        hint = instance.get("overriddenStatus", "UNKNOWN")
        if hint != "UNKNOWN" and key[1] not in self.overrides:
            self.overrides[key[1]] = hint
        instance["overriddenStatus"] = self.overrides.get(key[1], "UNKNOWN")
        instance["status"] = self.status(instance, existing, replicated)
        self.instances[key] = instance
        return 200, None

    def renew(self, key, dirty, hint, replicated):
        instance = self.instances.get(key)
        if not instance:
            return 404, None
        instance["status"] = self.status(instance, instance, replicated)
        if instance["status"] == "UNKNOWN":
            return 404, None
        stored = int(instance["lastDirtyTimestamp"])
        if dirty is None or dirty == stored:
            return 200, None
        if dirty > stored:
            if replicated and hint not in (None, "UNKNOWN"):
                self.overrides[key[1]] = instance["overriddenStatus"] = hint
            return 404, None
        return (409, instance) if replicated else (200, None)

    def set_status(self, key, status, dirty):
        instance = self.instances.get(key)
        if not instance:
            return 404, None
        if status not in STATUSES:
            return 500, None
        if instance["status"] != status:
            self.overrides[key[1]] = instance["overriddenStatus"] = instance["status"] = status
            self.touch(instance, dirty)
        return 200, None

    def remove_override(self, key, status, dirty):
        instance = self.instances.get(key)
        if not instance:
            return 404, None
        if self.overrides.pop(key[1], None) is not None:
            instance["overriddenStatus"] = "UNKNOWN"
            instance["status"] = status or "UNKNOWN"
            self.touch(instance, dirty)
        return 200, None

    def cancel(self, key):
        self.overrides.pop(key[1], None)
        return (200 if self.instances.pop(key, None) else 404), None

    @staticmethod
    def touch(instance, dirty):
        if dirty is not None and dirty > int(instance["lastDirtyTimestamp"]):
            instance["lastDirtyTimestamp"] = str(dirty)


class Sender:
    """As upstream: a task replaces an older one of its kind in its place, and leaves after 500 ms at the latest."""

    def __init__(self, registry, url):
        self.registry, self.url = registry, url
        self.tasks = collections.OrderedDict()
        self.condition = threading.Condition()

    def add(self, action, key, **rest):
        item = {"appName": key[0], "id": key[1], "action": action, **rest}
        with self.condition:
            self.tasks[(action, key)] = (time.monotonic(), item)

    def run(self):
        while True:
            time.sleep(0.05)
            with self.condition:
                if not self.tasks or time.monotonic() - next(iter(self.tasks.values()))[0] < 0.5:
                    continue
                taken = list(self.tasks.items())[:250]
                for name, _ in taken:
                    del self.tasks[name]
            taken = [(name, task) for name, task in taken if time.monotonic() - task[0] < 30]
            pause = self.send([task[1] for _, task in taken])
            if pause is not None:
                time.sleep(pause)
                with self.condition:
                    for name, task in reversed(taken):
                        if name not in self.tasks:
                            self.tasks[name] = task
                            self.tasks.move_to_end(name, last=False)

    def send(self, items):
        """None when it is over, else how long to wait before the same again."""
        request = urllib.request.Request(
            self.url.rstrip("/") + "/peerreplication/batch/",
            json.dumps({"replicationList": items}).encode(),
            {"Content-Type": "application/json", "Accept": "application/json", "DiscoveryIdentity-Name": "DefaultServer"},
        )
        try:
            with urllib.request.urlopen(request, timeout=0.2) as answer:
                responses = json.load(answer)["responseList"]
        except urllib.error.HTTPError as error:
            return 1 if error.code == 503 else None
        except (socket.timeout, TimeoutError):
            return 1
        except (urllib.error.URLError, ConnectionError, OSError) as error:
            return 1 if isinstance(getattr(error, "reason", None), (socket.timeout, TimeoutError)) else 0.1
        if len(responses) != len(items):
            return None
        for item, response in zip(items, responses):
            self.answered(item, response)
        return None

    def answered(self, item, response):
        if item["action"] != "Heartbeat" or response["statusCode"] < 300:
            return
        with self.registry.lock:
            key = (item["appName"], item["id"])
            instance = self.registry.instances.get(key)
            if response["statusCode"] == 404 and instance:
                self.add("Register", key, lastDirtyTimestamp=int(instance["lastDirtyTimestamp"]),
                         status=instance["status"], instanceInfo=dict(instance))
            elif response.get("responseEntity"):
                self.registry.register(response["responseEntity"], True)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    registry = Registry()
    sender = None
    drops = 0
    taken = []

    def log_message(self, *_):
        pass

    def answer(self, status, document=None):
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        if body:
            self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        words = [urllib.parse.unquote(word) for word in url.path.strip("/").split("/")]
        if words == ["forget"]:
            with self.registry.lock:
                self.registry.instances.clear()
                self.registry.overrides.clear()
            return self.answer(200)
        if words == ["batches"]:
            return self.answer(200, Handler.taken)
        if words[0] != "eureka":
            return self.answer(404)
        if words[1:] == ["peerreplication", "batch"]:
            return self.batch(body)
        with self.registry.lock:
            return self.single(words[1:], query, body, self.headers.get("x-netflix-discovery-replication") == "true")

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    # Single calls

    def single(self, words, query, body, replicated):
        call = (self.command, len(words))
        registry = self.registry
        if call == ("GET", 1) and words == ["apps"]:
            apps = collections.defaultdict(list)
            for (app, _), instance in sorted(registry.instances.items()):
                apps[app].append(instance)
            listed = [{"name": app, "instance": instances} for app, instances in apps.items()]
            return self.answer(200, {"applications": {
                "versions__delta": "1", "apps__hashcode": "", "application": listed}})
        if call == ("POST", 2):
            instance = json.loads(body)["instance"]
            key = (words[1].upper(), instance["instanceId"])
            registry.register(instance, replicated)
            self.pass_on(replicated, "Register", key)
            return self.answer(204)
        key = (words[1].upper(), words[2])
        dirty = int(query["lastDirtyTimestamp"]) if "lastDirtyTimestamp" in query else None
        if call == ("GET", 3):
            instance = registry.instances.get(key)
            return self.answer(200, {"instance": instance}) if instance else self.answer(404)
        if call == ("PUT", 3):
            status, instance = registry.renew(key, dirty, query.get("overriddenstatus"), replicated)
            if status == 200:
                self.pass_on(replicated, "Heartbeat", key)
            return self.answer(status, instance and {"instance": instance})
        if call == ("DELETE", 3):
            status, _ = registry.cancel(key)
            if status == 200 and not replicated and self.sender:
                self.sender.add("Cancel", key)
            return self.answer(status)
        if call == ("PUT", 4):
            status, _ = registry.set_status(key, query.get("value"), dirty)
            self.pass_on(replicated or status != 200, "StatusUpdate", key)
            return self.answer(status)
        if call == ("DELETE", 4):
            status, _ = registry.remove_override(key, query.get("value"), dirty)
            self.pass_on(replicated or status != 200, "DeleteStatusOverride", key)
            return self.answer(status)
        return self.answer(405)

    def pass_on(self, replicated, action, key):
        if replicated or not self.sender:
            return
        instance = self.registry.instances[key]
        rest = {"lastDirtyTimestamp": int(instance["lastDirtyTimestamp"]), "status": instance["status"]}
        if action == "Register":
            rest["instanceInfo"] = dict(instance)
        if action == "Heartbeat" and key[1] in self.registry.overrides:
            rest["overriddenStatus"] = self.registry.overrides[key[1]]
        self.sender.add(action, key, **rest)

    # Batches

    def batch(self, body):
        if Handler.drops > 0:
            Handler.drops -= 1
            self.close_connection = True
            return None
        try:
            items = json.loads(body)["replicationList"]
            for item in items:
                assert set(item) <= ITEM_KEYS and None not in item.values()
                assert item["action"] in ("Register", "Heartbeat", "StatusUpdate", "DeleteStatusOverride", "Cancel")
                if "instanceInfo" in item:
                    instance = item["instanceInfo"]
                    assert "instance" not in instance and "@class" in instance["dataCenterInfo"]
                    assert item["action"] == "Register" and instance["status"] in STATUSES
        except (ValueError, KeyError, TypeError, AssertionError):
            return self.answer(400)
        with self.registry.lock:
            Handler.taken.extend({name: item[name] for name in item if name != "instanceInfo"} for item in items)
            responses = []
            for item in items:
                status, instance = self.item(item)
                responses.append({"statusCode": status} | ({"responseEntity": instance} if instance else {}))
        return self.answer(200, {"responseList": responses})

    def item(self, item):
        key = (item["appName"], item["id"])
        dirty = item.get("lastDirtyTimestamp")
        action = item["action"]
        if action == "Register":
            return self.registry.register(item["instanceInfo"], True) if "instanceInfo" in item else (500, None)
        if action == "Heartbeat":
            return self.registry.renew(key, dirty, item.get("overriddenStatus"), True)
        if action == "StatusUpdate":
            return self.registry.set_status(key, item.get("status"), dirty)
        if action == "DeleteStatusOverride":
            return (500, None) if dirty is None else self.registry.remove_override(key, item.get("status"), dirty)
        return self.registry.cancel(key)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--peer")
    parser.add_argument("--drop", type=int, default=0)
    options = parser.parse_args()
    Handler.drops = options.drop
    if options.peer:
        Handler.sender = Sender(Handler.registry, options.peer)
        threading.Thread(target=Handler.sender.run, daemon=True).start()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    main()
