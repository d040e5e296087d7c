#!/usr/bin/env python3
"""Shows that users do not notice a switch: see Scripts/switchover."""

import argparse
import os
import sys

import spring
from deployment import Deployment
from report import Report
from scenarios import Scenarios
from stage import GaveUp, staged


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", choices=["load", "trouble", "felt"])
    parser.add_argument("--switches", type=int, default=20)
    parser.add_argument("--requests", type=int, default=500_000)
    parser.add_argument("--away", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    report = Report()

    def wants(part: str) -> bool:
        return arguments.only in (None, part)

    def title(text: str) -> None:
        report.title(f"{text} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)")

    try:
        with staged(arguments.binary) as stage:
            deployment = Deployment(stage)
            deployment.start()
            scenarios = Scenarios(deployment, report, arguments.seed)
            if wants("felt"):
                title("What a user feels")
                scenarios.felt(arguments.switches)
                spring.tell(report)
            if wants("load"):
                title("Switches under load")
                scenarios.under_load(arguments.switches, arguments.requests)
                scenarios.original_order(6)
            if wants("trouble"):
                title("When something goes wrong")
                scenarios.long_request()
                scenarios.cut_request()
                scenarios.ill_target()
                scenarios.failing_target()
                scenarios.gateway_away(arguments.away)
                scenarios.proxy_crash()
            if report.failed:
                raise GaveUp("not as promised: " + "; ".join(report.failed))
    except GaveUp as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
