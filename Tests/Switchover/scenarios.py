"""What is shown, one after the other, each with what it promises."""

import http.client
import math
import random
import statistics
import threading
import time

from deployment import COLORS, INSTANCES, LONG_SECONDS, Deployment, other
from load import Client, Journal, Wrk, ask
from report import Report
from stage import await_

BRISK = "stepDeadline: 3s\nbake: 10m\nphaseDeadline: 20m\ndeadline: 40m\n"


def of(color: str) -> list[str]:
    return [name for name in INSTANCES if name.startswith(color)]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def percentiles(values: list[float]) -> tuple[float, float]:
    """p50 and p99: of few values the latter is the highest."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[math.ceil(0.99 * len(ordered)) - 1]


class Scenarios:
    def __init__(self, deployment: Deployment, report: Report, seed: int):
        self.deployment, self.report = deployment, report
        self.journal = Journal(deployment)
        self.random = random.Random(seed)
        self.color = "blue"
        self.counts = {"reload": 0, "leader": 0, "registry": 0}

    def switch(self, seconds: float = 150) -> float:
        """To the other color, until HAProxy was read back; the moment of the write."""
        self.color = other(self.color)
        moment = self.deployment.set(self.color)
        self.deployment.await_serving(self.color, seconds)
        return moment

    def expect_only(self, client: Client, seconds: float = 1.0) -> int:
        """How many requests went to the other color for so long from now on, by the instances' logs and the client's."""
        start = time.time()
        time.sleep(seconds)
        end = time.time()
        self.journal.settle()
        by_client = client.by_color(start, end)[other(self.color)]
        return self.journal.between(other(self.color), start, end) + by_client

    # 1

    def under_load(self, switches: int, requests: int) -> None:
        deployment = self.deployment
        faults: dict[int, list[str]] = {place: [] for place in range(10 * switches)}
        for number in range(6):
            faults[switches * (2 * number + 1) // 12].append("reload")
        faults[switches // 2].append("leader")
        faults[switches * 3 // 4 - 1].append("registry")
        wrong = done = 0
        counts = self.counts
        load = Wrk(deployment, "switches")
        self.journal.settle()
        before = self.journal.count
        with Client(deployment) as client, load:
            while done < switches or (self.journal.count - before < requests * 1.02 and done < 10 * switches):
                timers = [
                    threading.Timer(self.random.uniform(0.05, 0.8), self._fault, (fault,)) for fault in faults[done]
                ]
                for timer in timers:
                    timer.start()
                self.switch()
                for timer in timers:
                    timer.join()
                wrong += self.expect_only(client)
                done += 1
        failed = sum(load.failed.values()) + client.failed
        total = sum(load.requests.values()) + len(client.answers)
        for way in load.ways:
            self.report.row(f"{way} connections", f"{load.failed[way]} of {load.requests[way]:,} failed")
        by_color = client.by_color()
        self.report.row(
            "client that counts colors", f"{client.failed} of {len(client.answers):,} failed",
            ", ".join(f"{by_color[color]:,} {color}" for color in COLORS))
        self.report.check(
            f"{done} switches, {counts['reload']} reloads, {counts['leader']} leader killed, "
            f"{counts['registry']} registry restarted",
            failed == 0 and total >= requests and counts == {"reload": 6, "leader": 1, "registry": 1},
            f"{failed} of {total:,} failed", f"promised: 0 of {requests:,}")
        self.report.check("to the wrong color once it was propagated", wrong == 0, f"{wrong} requests", "promised: 0")

    def _fault(self, fault: str) -> None:
        deployment = self.deployment
        if fault == "reload":
            deployment.reload_proxy()
        elif fault == "registry":
            deployment.restart_registry()
        else:
            deployment.start_controller(deployment.kill_leader())
        self.counts[fault] += 1

    def original_order(self, switches: int) -> None:
        """Old color out first, then the new one in, straight on HAProxy's socket, 50 ms a command: nobody of ours helps."""
        deployment = self.deployment
        deployment.stage.kill("gateway")
        load = Wrk(deployment, "original order")
        with load:
            time.sleep(0.5)
            for _ in range(switches):
                for name in of(self.color):
                    deployment.tell_proxy(f"set server bluegreen-service-client/{name} state maint")
                    time.sleep(0.05)
                self.color = other(self.color)
                for name in of(self.color):
                    deployment.tell_proxy(f"set weight bluegreen-service-client/{name} 100%")
                    deployment.tell_proxy(f"set server bluegreen-service-client/{name} state ready")
                    time.sleep(0.05)
                time.sleep(0.5)
        # Whatever was done by hand is put right.
        self.color = deployment.record()["serving"]
        deployment.start_gateway()
        deployment.await_serving(self.color)
        failed, total = sum(load.failed.values()), sum(load.requests.values())
        self.report.check(
            f"the original order, {switches} switches: the harness sees failure", failed > 0,
            f"{failed:,} of {total:,} failed", "more than 0, or the rows above say nothing")

    # 2

    def long_request(self) -> None:
        answer, took, disabled = self._long()
        cut = self.deployment.metric("bluegreen_gateway_cut_sessions_total", other(self.color))
        self.report.check(
            f"a request of more than {LONG_SECONDS} s on an instance that is disabled meanwhile",
            answer == LONG_SECONDS + 1 and cut == 0, f"ended well after {took:.1f} s" if answer else "was cut",
            f"its instance was disabled after {disabled:.1f} s; drain 15 s")

    def cut_request(self) -> None:
        self.deployment.stage.kill("gateway")
        self.deployment.start_gateway(drain="3s")
        self.deployment.await_serving(self.color)
        source = self.color
        answer, took, _ = self._long()
        await_(
            "the cut to be counted",
            lambda: self.deployment.metric("bluegreen_gateway_cut_sessions_total", source) > 0, 20)
        cut = self.deployment.metric("bluegreen_gateway_cut_sessions_total", source)
        self.report.check(
            "the same with a drain of 3 s", answer is None and cut == 1, f"cut after {took:.1f} s", f"{cut} cut counted")
        self.deployment.stage.kill("gateway")
        self.deployment.start_gateway()
        self.deployment.await_serving(self.color)

    def _long(self) -> tuple[int | None, float, float]:
        """How many hundred bytes came (nil when it was cut), after how long, and when its instance was disabled."""
        result: list[int | None] = []

        def run() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.deployment.proxy_port, timeout=60)
            answer = ask(connection, "/long")
            connection.close()
            result.append(None if answer.startswith("failed") else len(answer) // 100)

        began = time.monotonic()
        thread = threading.Thread(target=run)
        thread.start()
        await_("it to be under way", lambda: self._sessions() > 0, 10)
        self.switch()
        disabled = time.monotonic() - began
        thread.join()
        return result[0], time.monotonic() - began, disabled

    def _sessions(self) -> int:
        rows = [line.split(",") for line in self.deployment.tell_proxy("show stat").splitlines() if line]
        place = rows[0].index("scur")
        return sum(int(row[place]) for row in rows if row[0] == "bluegreen-service-client" and row[1] in INSTANCES)

    def ill_target(self) -> None:
        target, ill = other(self.color), [f"{other(self.color)}-2"]
        self.journal.settle()
        before = len(self.journal.ended[ill[0]])
        with Client(self.deployment) as client:
            self.deployment.set_ill(ill, True)
            self._await_statuses(ill, "DOWN")
            self.deployment.set(target)
            await_("the refusal", lambda: self.deployment.zookeeper.get("/active_color") == self.color, 60)
            outcome, _ = self.deployment.last_outcome()
            self.deployment.set_ill(ill, False)
            self.journal.settle()
            refused = len(self.journal.ended[ill[0]]) - before
            self.deployment.set_ill(ill, True, only_for_proxy=True)
            self._await_statuses(of(target), "OUT_OF_SERVICE")
            self.deployment.set(target)
            await_("the gateway to hold for it", lambda: any(ill[0] in held for held in self.deployment.held()), 60)
            time.sleep(2)
            self.journal.settle()
            held = len(self.journal.ended[ill[0]]) - before - refused
            self.deployment.set_ill(ill, False, only_for_proxy=True)
            self.color = target
            self.deployment.await_serving(target)
        self.report.check(
            "a target that answers 500 on its health path",
            refused == 0 and held == 0 and outcome == "rejected" and client.failed == 0,
            f"{refused + held} requests to it", f"{outcome}; ill for HAProxy alone: held, then completed")

    def _await_statuses(self, names: list[str], status: str) -> None:
        """An agent tells what its instance says of itself soon after."""

        def is_told() -> bool:
            instances = self.deployment.status()["instances"]
            return all(instance["status"] == status for instance in instances if instance["id"] in names)

        await_(f"{', '.join(names)} to be {status}", is_told, 90, every=0.5)

    def failing_target(self) -> None:
        deployment, source, target = self.deployment, self.color, other(self.color)
        deployment.policy(BRISK)
        deployment.set(target)
        await_("it to bake", lambda: deployment.phase() == "baking", 60)
        await_("HAProxy to send requests there", deployment.is_applied)
        lowest = len(of(source))
        with Client(deployment, clients=4) as client:
            time.sleep(1)
            moment = time.time()
            deployment.set_ill(of(target), True)

            def is_back() -> bool:
                nonlocal lowest
                servers = deployment.servers()
                lowest = min(lowest, sum(servers[name].startswith("UP") for name in of(source)))
                record = deployment.record()
                return record["serving"] == source and record.get("rollout") is None and deployment.is_applied()

            back = await_("it to go back by itself", is_back, 90)
            self.journal.settle()
            wrong = self.expect_only(client)
        last = max((at for at, answer in client.answers if answer == "failed: 500"), default=moment)
        exposed = sum(self.journal.statuses[name]["500"] for name in of(target))
        outcome, reason = deployment.last_outcome()
        deployment.set_ill(of(target), False)
        deployment.policy(None)
        self.report.check(
            "a target that fails once it serves goes back by itself",
            outcome == "rolledBack" and wrong == 0 and lowest == len(of(source)),
            f"{exposed} requests got 500, for {last - moment:.1f} s",
            f"rolled back after {back:.1f} s; {source} never below {lowest} of {len(of(source))}")
        self.report.row("", "", reason)
        self._await_statuses(of(target), "OUT_OF_SERVICE")

    def gateway_away(self, seconds: float) -> None:
        deployment = self.deployment
        load = Wrk(deployment, "gateway away", connections=1)
        deployment.stage.kill("gateway")
        name = f"{self.color}-2"
        with Client(deployment) as client, load:
            wrong = self.expect_only(client, seconds)
            deployment.tell_proxy(f"set server bluegreen-service-client/{name} state maint")
            deployment.start_gateway()
            took = await_("it to put right what was changed", lambda: deployment.servers()[name] == "UP", 30)
            deployment.await_serving(self.color)
            wrong += self.expect_only(client)
        failed, total = sum(load.failed.values()) + client.failed, sum(load.requests.values()) + len(client.answers)
        self.report.check(
            f"the gateway killed for {seconds:g} s", failed == 0 and wrong == 0,
            f"{failed} of {total:,} failed, {wrong} to the wrong color",
            f"a server disabled by hand meanwhile is back {took:.1f} s after its start"
            + (" (more than 2 s)" if took > 2 else ""))

    def proxy_crash(self) -> None:
        deployment = self.deployment
        colors = []
        for _ in range(2):
            self.switch()
            deployment.kill_proxy()
            deployment.start_proxy()
            connection = http.client.HTTPConnection("127.0.0.1", deployment.proxy_port, timeout=20)
            colors += [ask(connection).split("-")[0] == self.color for _ in range(200)]
            connection.close()
            deployment.await_serving(self.color)
        self.report.check(
            "HAProxy killed and started, twice: the right color from the first request", all(colors),
            f"{colors.count(False)} of {len(colors)} wrong")

    # 3

    def felt(self, switches: int) -> None:
        firsts, lasts, whole = [], [], []
        with Client(self.deployment, clients=4, pause=0.001):
            for _ in range(switches):
                source = self.color
                moment = self.switch()
                whole.append(time.time() - moment)
                time.sleep(0.5)
                self.journal.settle()
                first, last = self.journal.first(self.color, moment), self.journal.last(source, time.time())
                if first is None or last is None:
                    continue
                firsts.append(first - moment)
                lasts.append(last - moment)
        self.report.check(
            f"{switches} switches were felt", len(firsts) == switches, f"{len(firsts)} of {switches}")
        for what, values in (
            ("from the write to the first answer of the new color", firsts),
            ("from the write to the last answer of the old color", lasts),
            ("from the write until HAProxy was read back", whole),
        ):
            middle, high = percentiles(values)
            self.report.row(what, f"p50 {milliseconds(middle)}", f"p99 {milliseconds(high)}")
