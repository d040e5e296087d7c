#!/usr/bin/env python3
"""A client that asks over and over on connections that it keeps, and says which color answers.

usage: sample-load.py URL [--once]

Says so in a line when that changes, or when requests fail. Ended with SIGTERM it tells the sums, and exits 0 only if no
request failed. With --once it asks once.
"""
import collections
import http.client
import signal
import sys
import threading
import time
import urllib.parse

CLIENTS = 4
PAUSE = 0.02

url = urllib.parse.urlsplit(sys.argv[1])
ended = threading.Event()
lock = threading.Lock()
answers = collections.Counter()


def ask(connection: http.client.HTTPConnection) -> str:
    """The color that answered, or what went wrong."""
    try:
        connection.request("GET", url.path or "/")
        response = connection.getresponse()
        body = response.read().decode()
        return body.split()[0] if response.status == 200 else f"failed with {response.status}"
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return f"failed with {type(error).__name__}"


def connect() -> http.client.HTTPConnection:
    return http.client.HTTPConnection(url.hostname, url.port or 80, timeout=10)


def run() -> None:
    connection = connect()
    while not ended.is_set():
        answer = ask(connection)
        with lock:
            answers[answer] += 1
        time.sleep(PAUSE)


def say(what: str, counted: collections.Counter) -> None:
    counts = ", ".join(f"{count} {answer}" for answer, count in sorted(counted.items())) or "none"
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} answers through HAProxy {what}: {counts}", flush=True)


def main() -> int:
    if "--once" in sys.argv:
        return 1 if ask(connect()).startswith("failed") else 0
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    for _ in range(CLIENTS):
        threading.Thread(target=run).start()
    before: collections.Counter = collections.Counter()
    seen: set[str] = set()
    while not ended.wait(0.5):
        with lock:
            now = answers.copy()
        latest = now - before
        if set(latest) != seen:
            say("in the last half second", latest)
        before, seen = now, set(latest)
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()
    say("in all", answers)
    return 1 if any(answer.startswith("failed") for answer in answers) else 0


sys.exit(main())
